variable "name" {
  type        = string
  description = "Start of the buckets' names; AWS adds what makes them unique."

  validation {
    condition     = length(var.name) <= 31
    error_message = "At most 31 characters: what AWS adds has to fit into 63."
  }
}

variable "account_id" {
  type        = string
  description = "The account whose logs may be written."
}

variable "kms_key_arn" {
  type        = string
  description = "Key for uploads and analyses."
}

variable "cors_origins" {
  type        = list(string)
  description = "Pages that may upload from a browser."

  validation {
    condition     = length(var.cors_origins) > 0 && alltrue([for origin in var.cors_origins : can(regex("^https://[a-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "Origins are written as in https://www.example.com: no path, no asterisk, no plain HTTP."
  }
}

variable "noncurrent_days" {
  type        = number
  description = "Days for which a replaced or deleted object can be brought back."

  validation {
    condition     = var.noncurrent_days >= 1
    error_message = "At least a day."
  }
}

variable "log_retention_days" {
  type        = number
  description = "Days for which logs are kept."
}
