variable "name" {
  type        = string
  description = "Start of the alarms' names."
}

variable "region" {
  type        = string
  description = "Where the metrics are."
}

variable "account_id" {
  type        = string
  description = "Whose alarms may be sent."
}

variable "kms_key_arn" {
  type        = string
  description = "Key for messages."
}

variable "alarm_emails" {
  type        = list(string)
  description = "Who is told; each has to confirm once."

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "Addresses are written as in someone@example.com."
  }
}

variable "load_balancer" {
  type        = string
  description = "The load balancer as metrics name it."
}

variable "target_group" {
  type        = string
  description = "The target group as metrics name it."
}

variable "cluster_name" {
  type        = string
  description = "The cluster."
}

variable "service_name" {
  type        = string
  description = "The service."
}

variable "service_arn" {
  type        = string
  description = "The service, for events."
}

variable "log_group_name" {
  type        = string
  description = "Where the program's log is."
}

variable "database" {
  type        = string
  description = "The database as metrics name it."
}

variable "min_tasks" {
  type        = number
  description = "Fewer that answer are too few."
}

variable "slow_seconds" {
  type        = number
  description = "Seconds over which answers are slow, for 95 of 100."
}

variable "max_connections" {
  type        = number
  description = "Connections over which the database will soon take no more."
}
