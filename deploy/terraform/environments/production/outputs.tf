output "sentinel" {
  value       = module.sentinel
  description = "All that the runbook asks for: terraform output -json sentinel"
}
