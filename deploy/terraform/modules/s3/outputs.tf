output "bucket" {
  value       = aws_s3_bucket.data.id
  description = "For SENTINEL_BLOBS."
}

output "bucket_arn" {
  value       = aws_s3_bucket.data.arn
  description = "For policies."
}

output "bucket_host" {
  value       = aws_s3_bucket.data.bucket_regional_domain_name
  description = "Where browsers send files; a content-security policy has to allow it."
}

output "log_bucket" {
  value       = aws_s3_bucket.logs.id
  description = "Where logs go. Known once it takes them."
  depends_on  = [aws_s3_bucket_policy.logs]
}
