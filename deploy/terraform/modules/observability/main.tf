# What wakes somebody up. docs/operate/alarms.md says what each alarm means and what to do.

locals {
  load_balancer = { LoadBalancer = var.load_balancer }
  target        = { LoadBalancer = var.load_balancer, TargetGroup = var.target_group }
  service       = { ClusterName = var.cluster_name, ServiceName = var.service_name }
  database      = { DBInstanceIdentifier = var.database }

  # over: the alarm rings above `threshold`; under: below it. Minutes: for how long
  alarms = {
    service-answers-with-errors = {
      namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = local.target
      statistic = "Sum", over = true, threshold = 5, minutes = 5, missing = "notBreaching"
    }
    load-balancer-finds-nobody = {
      namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = local.load_balancer
      statistic = "Sum", over = true, threshold = 5, minutes = 5, missing = "notBreaching"
    }
    too-few-tasks = {
      namespace = "AWS/ApplicationELB", metric = "HealthyHostCount", dimensions = local.target
      statistic = "Minimum", over = false, threshold = var.min_tasks, minutes = 5, missing = "breaching"
    }
    slow-answers = {
      namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", dimensions = local.target
      statistic = "p95", over = true, threshold = var.slow_seconds, minutes = 15, missing = "notBreaching"
    }
    processors-busy = {
      namespace = "AWS/ECS", metric = "CPUUtilization", dimensions = local.service
      statistic = "Average", over = true, threshold = 85, minutes = 15, missing = "breaching"
    }
    memory-short = {
      namespace = "AWS/ECS", metric = "MemoryUtilization", dimensions = local.service
      statistic = "Maximum", over = true, threshold = 85, minutes = 5, missing = "breaching"
    }
    database-busy = {
      namespace = "AWS/RDS", metric = "CPUUtilization", dimensions = local.database
      statistic = "Average", over = true, threshold = 80, minutes = 15, missing = "breaching"
    }
    database-disk-short = {
      namespace = "AWS/RDS", metric = "FreeStorageSpace", dimensions = local.database
      statistic = "Minimum", over = false, threshold = 5 * 1024 * 1024 * 1024, minutes = 5, missing = "breaching"
    }
    database-memory-short = {
      namespace = "AWS/RDS", metric = "FreeableMemory", dimensions = local.database
      statistic = "Minimum", over = false, threshold = 128 * 1024 * 1024, minutes = 15, missing = "breaching"
    }
    database-connections-many = {
      namespace = "AWS/RDS", metric = "DatabaseConnections", dimensions = local.database
      statistic = "Maximum", over = true, threshold = var.max_connections, minutes = 5, missing = "breaching"
    }
    errors-in-the-log = {
      namespace = local.log_namespace, metric = "errors", dimensions = {}
      statistic = "Sum", over = true, threshold = 0, minutes = 5, missing = "notBreaching"
    }
  }

  log_namespace = "Sentinel/${var.name}"
}

resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "events.rds.amazonaws.com"] }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.alarm_emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "See ${each.key} in docs/operate/alarms.md"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  comparison_operator = each.value.over ? "GreaterThanThreshold" : "LessThanThreshold"
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = ceil(each.value.minutes * 0.6)
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# the program logs an error once, by its place in the code: one is enough to look
resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "${var.name}-errors"
  log_group_name = var.log_group_name
  pattern        = "{ $.level = \"error\" || $.level = \"critical\" }"

  metric_transformation {
    namespace     = local.log_namespace
    name          = "errors"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_event_rule" "deployment_failed" {
  name        = "${var.name}-deployment-failed"
  description = "ECS gave a deployment up and went back. See deployment-failed in docs/operate/alarms.md"
  event_pattern = jsonencode({
    source        = ["aws.ecs"]
    "detail-type" = ["ECS Deployment State Change"]
    resources     = [var.service_arn]
    detail        = { eventName = ["SERVICE_DEPLOYMENT_FAILED"] }
  })
}

resource "aws_cloudwatch_event_target" "deployment_failed" {
  rule = aws_cloudwatch_event_rule.deployment_failed.name
  arn  = aws_sns_topic.alarms.arn
}

resource "aws_db_event_subscription" "this" {
  name             = "${var.name}-database"
  sns_topic        = aws_sns_topic.alarms.arn
  source_type      = "db-instance"
  source_ids       = [var.database]
  event_categories = ["availability", "failover", "failure", "low storage", "recovery"]
}
