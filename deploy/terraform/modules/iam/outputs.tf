output "task_role_arn" {
  value       = aws_iam_role.task.arn
  description = "What the program runs as. Known once it may do so."
  depends_on  = [aws_iam_role_policy.task]
}

output "execution_role_arn" {
  value       = aws_iam_role.execution.arn
  description = "What ECS starts it as. Known once it may do so."
  depends_on  = [aws_iam_role_policy.execution]
}

output "deploy_role_arn" {
  value       = aws_iam_role.deploy.arn
  description = "What the workflows of GitHub become."
}

output "github_oidc_provider_arn" {
  value       = local.oidc_provider_arn
  description = "For further environments in this account."
}
