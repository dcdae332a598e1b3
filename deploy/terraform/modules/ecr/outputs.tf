output "repository_url" {
  value       = aws_ecr_repository.this.repository_url
  description = "Where to push to; an image is this and @sha256:..."
}

output "repository_arn" {
  value       = aws_ecr_repository.this.arn
  description = "For policies."
}
