# What AWS would be asked for, without AWS: the provider checks what it is given, and its answers are
# made up.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "000000000000" }
  }
  mock_data "aws_region" {
    defaults = { region = "us-east-1" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:us-east-1:000000000000:key/made-up" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::made-up", id = "made-up" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::000000000000:role/made-up" }
  }
  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:000000000000:log-group:made-up" }
  }
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/made-up/1", arn_suffix = "app/made-up/1" }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/made-up/1", arn_suffix = "targetgroup/made-up/1" }
  }
  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/made-up/1/1" }
  }
  mock_resource "aws_ecr_repository" {
    defaults = { arn = "arn:aws:ecr:us-east-1:000000000000:repository/made-up", repository_url = "000000000000.dkr.ecr.us-east-1.amazonaws.com/made-up" }
  }
  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:us-east-1:000000000000:cluster/made-up", id = "arn:aws:ecs:us-east-1:000000000000:cluster/made-up" }
  }
  mock_resource "aws_ecs_service" {
    defaults = { id = "arn:aws:ecs:us-east-1:000000000000:service/made-up/sentinel" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:us-east-1:000000000000:task-definition/made-up:1" }
  }
  mock_resource "aws_db_instance" {
    defaults = { arn = "arn:aws:rds:us-east-1:000000000000:db:made-up", address = "made-up.rds.amazonaws.com", port = 5432 }
  }
  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:made-up" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:us-east-1:000000000000:made-up" }
  }
}

variables {
  environment         = "production"
  zones               = ["us-east-1a", "us-east-1b"]
  cidr                = "10.20.0.0/16"
  nat_per_zone        = true
  deletion_protection = true
  min_tasks           = 2
  max_tasks           = 8
  image               = "000000000000.dkr.ecr.us-east-1.amazonaws.com/sentinel@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  certificate_arn     = "arn:aws:acm:us-east-1:000000000000:certificate/made-up"
  cors_origins        = ["https://www.example.com"]
  settings            = { SENTINEL_JWKS_URL = "https://example.com/jwks.json" }
  secret_settings     = ["ANTHROPIC_API_KEY"]
  database_password   = "a-password-of-tests-and-nothing-else"
  github_repository   = "owner/name"
  alarm_emails        = ["operations@example.com"]

  database = {
    instance_class  = "db.t4g.medium"
    storage_gb      = 50
    max_storage_gb  = 500
    multi_az        = true
    backup_days     = 30
    max_connections = 300
  }
}

# the first step of the runbook, when there is no image yet
run "the_repository_alone" {
  command = plan

  plan_options {
    target = [module.ecr]
  }

  variables {
    image = null
  }
}

run "everything" {
  command = apply

  assert {
    condition     = output.target_group == "sentinel-production-8001"
    error_message = "The target group carries its port in its name."
  }
  assert {
    condition     = length(output.private_subnets) == 2
    error_message = "Tasks run in every zone."
  }
  assert {
    condition     = output.secret_names == { ANTHROPIC_API_KEY = "sentinel-production/ANTHROPIC_API_KEY" }
    error_message = "Each secret has its place."
  }
}

run "a_tag_is_no_image" {
  command = plan

  module {
    source = "../modules/ecs"
  }

  variables {
    name               = "sentinel-production"
    region             = "us-east-1"
    image              = "000000000000.dkr.ecr.us-east-1.amazonaws.com/sentinel:latest"
    port               = 8001
    cpu                = 4096
    memory             = 16384
    cpu_architecture   = "X86_64"
    environment        = {}
    secrets            = {}
    task_role_arn      = "arn:aws:iam::000000000000:role/made-up"
    execution_role_arn = "arn:aws:iam::000000000000:role/made-up"
    subnet_ids         = ["subnet-1"]
    security_group_id  = "sg-1"
    target_group_arn   = "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/made-up/1"
    kms_key_arn        = "arn:aws:kms:us-east-1:000000000000:key/made-up"
    log_retention_days = 365
  }

  expect_failures = [var.image]
}

run "a_secret_is_no_setting" {
  command = plan

  variables {
    settings = { SENTINEL_JWT_SECRET = "in the open" }
  }

  expect_failures = [var.settings]
}

run "a_short_password_is_none" {
  command = plan

  variables {
    database_password = "short"
  }

  expect_failures = [var.database_password]
}
