# One page: what clients see, what the tasks do, what the database does.

locals {
  alb = ["AWS/ApplicationELB", "LoadBalancer", var.load_balancer]
  rds = ["AWS/RDS", "DBInstanceIdentifier", var.database]
  ecs = ["AWS/ECS", "ClusterName", var.cluster_name, "ServiceName", var.service_name]

  graphs = [
    {
      title = "Requests a minute, by answer"
      stat  = "Sum"
      lines = [for code in ["2XX", "4XX", "5XX"] : [local.alb[0], "HTTPCode_Target_${code}_Count", local.alb[1], local.alb[2]]]
    },
    {
      title = "Seconds to an answer, 95 of 100"
      stat  = "p95"
      lines = [[local.alb[0], "TargetResponseTime", local.alb[1], local.alb[2]]]
    },
    {
      title = "Tasks that answer"
      stat  = "Minimum"
      lines = [["AWS/ApplicationELB", "HealthyHostCount", "TargetGroup", var.target_group, "LoadBalancer", var.load_balancer]]
    },
    {
      title = "Tasks: CPU and memory, percent"
      stat  = "Average"
      lines = [for metric in ["CPUUtilization", "MemoryUtilization"] : concat([local.ecs[0], metric], slice(local.ecs, 1, 5))]
    },
    {
      title = "Database: CPU, percent"
      stat  = "Average"
      lines = [[local.rds[0], "CPUUtilization", local.rds[1], local.rds[2]]]
    },
    {
      title = "Database: connections"
      stat  = "Maximum"
      lines = [[local.rds[0], "DatabaseConnections", local.rds[1], local.rds[2]]]
    },
    {
      title = "Database: bytes free"
      stat  = "Minimum"
      lines = [[local.rds[0], "FreeStorageSpace", local.rds[1], local.rds[2]]]
    },
    {
      title = "Errors in the log"
      stat  = "Sum"
      lines = [[local.log_namespace, "errors"]]
    },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [for position, graph in local.graphs : {
      type   = "metric"
      x      = position % 2 * 12
      y      = floor(position / 2) * 6
      width  = 12
      height = 6
      properties = {
        title   = graph.title
        region  = var.region
        stat    = graph.stat
        period  = 60
        view    = "timeSeries"
        metrics = graph.lines
      }
    }]
  })
}
