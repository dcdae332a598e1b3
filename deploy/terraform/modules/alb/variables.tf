variable "name" {
  type        = string
  description = "Name of the load balancer; the target group adds its port."

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,25}[a-z0-9]$", var.name))
    error_message = "The name has 3 to 27 lower-case letters, digits and hyphens: AWS allows 32 with the port."
  }
}

variable "port" {
  type        = number
  description = "Port on which a task listens."

  validation {
    condition     = var.port >= 1024 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "A task has no rights: its port is a whole number from 1024 to 65535."
  }
}

variable "vpc_id" {
  type        = string
  description = "The network of the tasks."
}

variable "subnet_ids" {
  type        = list(string)
  description = "Public subnets, at least two."
}

variable "security_group_id" {
  type        = string
  description = "Who reaches the load balancer."
}

variable "certificate_arn" {
  type        = string
  description = "Certificate in ACM, of the region, for the name that clients use."

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:acm:", var.certificate_arn))
    error_message = "A certificate of ACM is needed: arn:aws:acm:region:account:certificate/id."
  }
}

variable "longest_request_seconds" {
  type        = number
  description = "For how long an answer may be waited for, and so for how long a task that is leaving may finish."

  validation {
    condition     = var.longest_request_seconds >= 30 && var.longest_request_seconds <= 120
    error_message = "30 to 120 seconds: Fargate waits for a task that stops no longer."
  }
}

variable "deletion_protection" {
  type        = bool
  description = "Whether AWS refuses to delete the load balancer."
}

variable "log_bucket" {
  type        = string
  description = "Bucket for the log of requests."
}
