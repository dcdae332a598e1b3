variable "name" {
  type        = string
  description = "Name of the deployment, at the front of every name here."
}

variable "region" {
  type        = string
  description = "Region of all that is made here."
}

variable "zones" {
  type        = list(string)
  description = "Availability zones, two to four."

  validation {
    condition     = length(var.zones) >= 2 && length(var.zones) <= 4 && length(var.zones) == length(toset(var.zones))
    error_message = "Two to four different zones are needed: the load balancer and the database ask for two."
  }
}

variable "cidr" {
  type        = string
  description = "Addresses of the network; each subnet gets a sixteenth of them."

  validation {
    condition     = can(cidrsubnet(var.cidr, 4, 15)) && tonumber(split("/", var.cidr)[1]) <= 20
    error_message = "A network of at least 4,096 addresses is needed, as in 10.20.0.0/16."
  }
}

variable "nat_per_zone" {
  type        = bool
  description = "One way out per zone; else one for all, which costs less and falls with its zone."
}

variable "client_cidrs" {
  type        = list(string)
  description = "Addresses that may reach the load balancer."

  validation {
    condition     = alltrue([for cidr in var.client_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Address ranges are written as in 203.0.113.0/24."
  }
}

variable "port" {
  type        = number
  description = "Port on which a task listens."
}

variable "log_retention_days" {
  type        = number
  description = "Days for which the log of refused connections is kept."
}

variable "kms_key_arn" {
  type        = string
  description = "Key for the log."
}
