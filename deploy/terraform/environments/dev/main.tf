# Development, and the place where a release is checked first: the same parts, smaller and unprotected.

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
    tags = { Application = "sentinel", Environment = "dev" }
  }
}

module "sentinel" {
  source = "../../stack"

  environment         = "dev"
  zones               = [for letter in ["a", "b"] : "${var.region}${letter}"]
  cidr                = "10.30.0.0/16"
  nat_per_zone        = false
  deletion_protection = false
  min_tasks           = 1
  max_tasks           = 2

  database = {
    instance_class  = "db.t4g.small"
    storage_gb      = 20
    max_storage_gb  = 100
    multi_az        = false
    backup_days     = 7
    max_connections = 150
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
