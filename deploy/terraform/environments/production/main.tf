# Production: two zones that each can do alone, protection against deletion, a month of backups.

terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.40, < 7.0"
    }
  }

  # bucket, key and region come with `terraform init -backend-config=backend.hcl`
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { Application = "sentinel", Environment = "production" }
  }
}

module "sentinel" {
  source = "../../stack"

  environment         = "production"
  zones               = [for letter in ["a", "b"] : "${var.region}${letter}"]
  cidr                = "10.20.0.0/16"
  nat_per_zone        = true
  deletion_protection = true
  min_tasks           = 2
  max_tasks           = 8

  database = {
    instance_class  = "db.t4g.medium"
    storage_gb      = 50
    max_storage_gb  = 500
    multi_az        = true
    backup_days     = 30
    max_connections = 300
  }

  image                     = var.image
  certificate_arn           = var.certificate_arn
  cors_origins              = var.cors_origins
  settings                  = var.settings
  secret_settings           = var.secret_settings
  database_password         = var.database_password
  database_password_version = var.database_password_version
  github_repository         = var.github_repository
  github_oidc_provider_arn  = var.github_oidc_provider_arn
  alarm_emails              = var.alarm_emails
}
