# HTTPS in, the service on its port behind it.

resource "aws_lb" "this" {
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = var.subnet_ids
  security_groups            = [var.security_group_id]
  idle_timeout               = var.longest_request_seconds
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  enable_deletion_protection = var.deletion_protection

  access_logs {
    bucket  = var.log_bucket
    prefix  = "alb"
    enabled = true
  }

  #checkov:skip=CKV_AWS_150:On in production; dev can be thrown away.
  #checkov:skip=CKV2_AWS_28:No web application firewall: every route but three asks for a signed token and counts calls by tenant; docs/operate/costs.md says what one costs.
}

# The port is part of the name: a group of another port is another group, made before the old one
# goes, so that a change of port is a deployment like any other and can be taken back.
resource "aws_lb_target_group" "service" {
  name                 = "${var.name}-${var.port}"
  port                 = var.port
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = var.vpc_id
  deregistration_delay = var.longest_request_seconds

  # /health also asks database and bucket. Where those are away it would have every task replaced,
  # again and again; this asks the process alone
  health_check {
    path                = "/analysis/primitives"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle { create_before_destroy = true }

  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; behind it only its security group reaches the tasks.
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.service.arn
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
