# Who may speak to whom: the world to the load balancer, that to the tasks, those to the database.

resource "aws_security_group" "alb" {
  name        = "${var.name}-alb"
  description = "Load balancer: clients on 80 and 443 in, the service out"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.name}-alb" }

  lifecycle { create_before_destroy = true }

  #checkov:skip=CKV2_AWS_5:It is attached in another module, where the check does not look.
}

resource "aws_security_group" "service" {
  name        = "${var.name}-service"
  description = "Tasks: the load balancer in; the database, and AWS and key servers by HTTPS, out"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.name}-service" }

  lifecycle { create_before_destroy = true }

  #checkov:skip=CKV2_AWS_5:It is attached in another module, where the check does not look.
}

resource "aws_security_group" "database" {
  name        = "${var.name}-database"
  description = "Database: tasks in, nothing out"
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.name}-database" }

  lifecycle { create_before_destroy = true }

  #checkov:skip=CKV2_AWS_5:It is attached in another module, where the check does not look.
}

resource "aws_vpc_security_group_ingress_rule" "alb_https" {
  for_each = toset(var.client_cidrs)

  security_group_id = aws_security_group.alb.id
  description       = "Clients"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.value
}

resource "aws_vpc_security_group_ingress_rule" "alb_http" {
  for_each = toset(var.client_cidrs)

  #checkov:skip=CKV_AWS_260:Port 80 only answers with a redirect to HTTPS.
  security_group_id = aws_security_group.alb.id
  description       = "Clients that are sent on to HTTPS"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = each.value
}

resource "aws_vpc_security_group_egress_rule" "alb_service" {
  security_group_id            = aws_security_group.alb.id
  description                  = "The service"
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
  referenced_security_group_id = aws_security_group.service.id
}

resource "aws_vpc_security_group_ingress_rule" "service_alb" {
  security_group_id            = aws_security_group.service.id
  description                  = "The load balancer"
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "service_https" {
  security_group_id = aws_security_group.service.id
  description       = "AWS, and the server of public keys"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "service_database" {
  security_group_id            = aws_security_group.service.id
  description                  = "The database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_ingress_rule" "database_service" {
  security_group_id            = aws_security_group.database.id
  description                  = "Tasks"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.service.id
}
