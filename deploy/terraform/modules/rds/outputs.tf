output "identifier" {
  value       = aws_db_instance.this.identifier
  description = "The instance as metrics name it."
}

output "arn" {
  value       = aws_db_instance.this.arn
  description = "The instance, for events."
}

output "url" {
  value       = "postgresql://${aws_db_instance.this.username}@${aws_db_instance.this.address}:${aws_db_instance.this.port}/${aws_db_instance.this.db_name}?sslmode=verify-full&sslrootcert=/usr/share/sentinel/rds.pem"
  description = "For SENTINEL_DATABASE_URL. The image has the authorities of RDS there. The password is not in it: libpq takes it from PGPASSWORD."
}

output "secret_arn" {
  value       = aws_secretsmanager_secret.this.arn
  description = "Where the password is. Known once it is there."
  depends_on  = [aws_secretsmanager_secret_version.this]
}
