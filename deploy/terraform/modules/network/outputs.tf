output "vpc_id" {
  value       = aws_vpc.this.id
  description = "The network."
}

output "public_subnet_ids" {
  value       = [for zone in var.zones : aws_subnet.public[zone].id]
  description = "Subnets for the load balancer."
}

output "private_subnet_ids" {
  value       = [for zone in var.zones : aws_subnet.private[zone].id]
  description = "Subnets for tasks: out through NAT, nothing in."
}

output "database_subnet_ids" {
  value       = [for zone in var.zones : aws_subnet.database[zone].id]
  description = "Subnets without a way out or in."
}

output "security_group_ids" {
  value = {
    alb      = aws_security_group.alb.id
    service  = aws_security_group.service.id
    database = aws_security_group.database.id
  }
  description = "Who may speak to whom, by part."
}
