output "cluster_name" {
  value       = aws_ecs_cluster.this.name
  description = "The cluster."
}

output "cluster_arn" {
  value       = aws_ecs_cluster.this.arn
  description = "The cluster, for policies."
}

output "service_name" {
  value       = aws_ecs_service.this.name
  description = "The service."
}

output "service_arn" {
  value       = aws_ecs_service.this.id
  description = "The service, for policies."
}

output "task_family" {
  value       = aws_ecs_task_definition.this.family
  description = "Name of the task definitions."
}

output "log_group_name" {
  value       = aws_cloudwatch_log_group.this.name
  description = "Where the program's log is."
}

output "log_group_arn" {
  value       = aws_cloudwatch_log_group.this.arn
  description = "The same, for policies."
}
