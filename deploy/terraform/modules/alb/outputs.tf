output "arn_suffix" {
  value       = aws_lb.this.arn_suffix
  description = "The load balancer as metrics name it."
}

output "dns_name" {
  value       = aws_lb.this.dns_name
  description = "What the clients' name has to lead to."
}

output "zone_id" {
  value       = aws_lb.this.zone_id
  description = "For an alias record in Route 53."
}

output "target_group_arn" {
  value       = aws_lb_target_group.service.arn
  description = "Where tasks report for work. Known once the listener sends there."
  depends_on  = [aws_lb_listener.https]
}

output "target_group_arn_suffix" {
  value       = aws_lb_target_group.service.arn_suffix
  description = "The target group as metrics name it."
}

output "target_group_name" {
  value       = aws_lb_target_group.service.name
  description = "Carries the port."
}
