# The service on Fargate: its cluster, its log, what a task is, and how tasks are replaced.

locals {
  environment = [for name, value in var.environment : { name = name, value = value }]
  secrets     = [for name, from in var.secrets : { name = name, valueFrom = from }]

  log = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = aws_cloudwatch_log_group.this.name
      awslogs-region        = var.region
      awslogs-stream-prefix = "task"
    }
  }

  # no rights and nothing to write to but /tmp, in both containers
  closed = {
    image                  = var.image
    environment            = local.environment
    secrets                = local.secrets
    logConfiguration       = local.log
    user                   = "10001:10001"
    privileged             = false
    readonlyRootFilesystem = true
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    mountPoints            = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
  }
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/service"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  task_role_arn            = var.task_role_arn
  execution_role_arn       = var.execution_role_arn

  # an earlier one is the way back: it stays when another takes its place
  skip_destroy = true

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([
    merge(local.closed, {
      # the tables are brought to the image's version before it serves; of several that start at once
      # one does it
      name      = "upgrade"
      essential = false
      command   = ["database", "upgrade"]
    }),
    merge(local.closed, {
      name         = "sentinel"
      essential    = true
      command      = ["serve", "--host", "0.0.0.0", "--port", tostring(var.port), "--workers", tostring(ceil(var.cpu / 1024))]
      dependsOn    = [{ containerName = "upgrade", condition = "SUCCESS" }]
      portMappings = [{ containerPort = var.port, hostPort = var.port, protocol = "tcp" }]
      # longer than the server waits for what runs (110 s), and the most that Fargate allows
      stopTimeout = 120
      # ECS does not read the image's own
      healthCheck = {
        command     = ["CMD", "python3", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:${var.port}/analysis/primitives', timeout=4)"]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 30
      }
    }),
  ])
}

resource "aws_ecs_service" "this" {
  name             = "sentinel"
  cluster          = aws_ecs_cluster.this.id
  task_definition  = aws_ecs_task_definition.this.arn
  launch_type      = "FARGATE"
  platform_version = "LATEST"
  desired_count    = var.min_tasks
  propagate_tags   = "SERVICE"

  # new tasks answer before old ones leave; an old one is asked to stop when it has no request left
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  availability_zone_rebalancing      = "ENABLED"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [var.security_group_id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = "sentinel"
    container_port   = var.port
  }

  # deployments choose the image, and load the number of tasks: an apply takes neither back
  lifecycle {
    ignore_changes = [task_definition, desired_count]
  }
}
