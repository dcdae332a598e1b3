output "address" {
  value       = module.alb.dns_name
  description = "What the clients' name has to lead to."
}

output "address_zone_id" {
  value       = module.alb.zone_id
  description = "For an alias record in Route 53."
}

output "target_group" {
  value       = module.alb.target_group_name
  description = "Carries the port."
}

output "repository_url" {
  value       = module.ecr.repository_url
  description = "Where images go."
}

output "cluster" {
  value       = module.ecs.cluster_name
  description = "For --cluster."
}

output "service" {
  value       = module.ecs.service_name
  description = "For --service."
}

output "task_family" {
  value       = module.ecs.task_family
  description = "Name of the task definitions."
}

output "deploy_role_arn" {
  value       = module.iam.deploy_role_arn
  description = "What the workflows of GitHub become."
}

output "github_oidc_provider_arn" {
  value       = module.iam.github_oidc_provider_arn
  description = "For further environments in this account."
}

output "bucket" {
  value       = module.s3.bucket
  description = "Uploads and analyses."
}

output "bucket_host" {
  value       = module.s3.bucket_host
  description = "Where browsers send files; the pages' content-security policy has to allow it."
}

output "database" {
  value       = module.rds.identifier
  description = "The instance."
}

output "log_group" {
  value       = module.ecs.log_group_name
  description = "Where the program's log is."
}

output "secret_names" {
  value       = { for name, secret in aws_secretsmanager_secret.setting : name => secret.name }
  description = "Where to put which secret."
}

output "private_subnets" {
  value       = module.network.private_subnet_ids
  description = "For a task by hand."
}

output "service_security_group" {
  value       = module.network.security_group_ids["service"]
  description = "The same."
}

output "dashboard" {
  value       = module.observability.dashboard_name
  description = "The page to look at."
}
