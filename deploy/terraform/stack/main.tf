# One deployment of Sentinel: the eight modules, put together. An environment is a set of values for it.

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  name       = "sentinel-${var.environment}"
  region     = data.aws_region.current.region
  account_id = data.aws_caller_identity.current.account_id
  port       = 8001
}

module "network" {
  source = "../modules/network"

  name               = local.name
  region             = local.region
  zones              = var.zones
  cidr               = var.cidr
  nat_per_zone       = var.nat_per_zone
  client_cidrs       = var.client_cidrs
  port               = local.port
  log_retention_days = var.log_retention_days
  kms_key_arn        = aws_kms_key.this.arn
}

module "alb" {
  source = "../modules/alb"

  name                    = local.name
  port                    = local.port
  vpc_id                  = module.network.vpc_id
  subnet_ids              = module.network.public_subnet_ids
  security_group_id       = module.network.security_group_ids["alb"]
  certificate_arn         = var.certificate_arn
  longest_request_seconds = 120
  deletion_protection     = var.deletion_protection
  log_bucket              = module.s3.log_bucket
}

module "ecr" {
  source = "../modules/ecr"

  name        = local.name
  kms_key_arn = aws_kms_key.this.arn
  images_kept = 50
}

module "s3" {
  source = "../modules/s3"

  name               = local.name
  account_id         = local.account_id
  kms_key_arn        = aws_kms_key.this.arn
  cors_origins       = var.cors_origins
  noncurrent_days    = 30
  log_retention_days = var.log_retention_days
}

module "rds" {
  source = "../modules/rds"

  name                = local.name
  engine_version      = "17"
  instance_class      = var.database.instance_class
  storage_gb          = var.database.storage_gb
  max_storage_gb      = var.database.max_storage_gb
  multi_az            = var.database.multi_az
  backup_days         = var.database.backup_days
  deletion_protection = var.deletion_protection
  subnet_ids          = module.network.database_subnet_ids
  security_group_id   = module.network.security_group_ids["database"]
  kms_key_arn         = aws_kms_key.this.arn
  log_retention_days  = var.log_retention_days
  password            = var.database_password
  password_version    = var.database_password_version
}

module "iam" {
  source = "../modules/iam"

  name                     = local.name
  region                   = local.region
  account_id               = local.account_id
  bucket_arn               = module.s3.bucket_arn
  kms_key_arn              = aws_kms_key.this.arn
  repository_arn           = module.ecr.repository_arn
  log_group_arn            = module.ecs.log_group_arn
  secret_arns              = concat([module.rds.secret_arn], [for secret in aws_secretsmanager_secret.setting : secret.arn])
  cluster_arn              = module.ecs.cluster_arn
  service_arn              = module.ecs.service_arn
  github_repository        = var.github_repository
  github_environment       = var.environment
  github_oidc_provider_arn = var.github_oidc_provider_arn
}

module "ecs" {
  source = "../modules/ecs"

  name               = local.name
  region             = local.region
  image              = var.image
  port               = local.port
  cpu                = var.cpu
  memory             = var.memory
  cpu_architecture   = var.cpu_architecture
  min_tasks          = var.min_tasks
  max_tasks          = var.max_tasks
  task_role_arn      = module.iam.task_role_arn
  execution_role_arn = module.iam.execution_role_arn
  subnet_ids         = module.network.private_subnet_ids
  security_group_id  = module.network.security_group_ids["service"]
  target_group_arn   = module.alb.target_group_arn
  kms_key_arn        = aws_kms_key.this.arn
  log_retention_days = var.log_retention_days

  environment = merge(var.settings, {
    AWS_DEFAULT_REGION    = local.region # boto3 reads no other
    SENTINEL_BLOBS        = "s3://${module.s3.bucket}"
    SENTINEL_CORS_ORIGINS = join(",", var.cors_origins)
    SENTINEL_DATABASE_URL = module.rds.url
    SENTINEL_LOG_FORMAT   = "json"
  })

  secrets = merge(
    { PGPASSWORD = "${module.rds.secret_arn}:password::" },
    { for name, secret in aws_secretsmanager_secret.setting : name => secret.arn },
  )
}

module "observability" {
  source = "../modules/observability"

  name            = local.name
  region          = local.region
  account_id      = local.account_id
  kms_key_arn     = aws_kms_key.this.arn
  alarm_emails    = var.alarm_emails
  load_balancer   = module.alb.arn_suffix
  target_group    = module.alb.target_group_arn_suffix
  cluster_name    = module.ecs.cluster_name
  service_name    = module.ecs.service_name
  service_arn     = module.ecs.service_arn
  log_group_name  = module.ecs.log_group_name
  database        = module.rds.identifier
  min_tasks       = var.min_tasks
  slow_seconds    = 10
  max_connections = var.database.max_connections
}
