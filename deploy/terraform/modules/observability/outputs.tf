output "dashboard_name" {
  value       = aws_cloudwatch_dashboard.this.dashboard_name
  description = "The page to look at."
}

output "topic_arn" {
  value       = aws_sns_topic.alarms.arn
  description = "Where alarms go, for further receivers."
}

output "alarm_names" {
  value       = sort([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name])
  description = "All alarms."
}
