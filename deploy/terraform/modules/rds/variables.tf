variable "name" {
  type        = string
  description = "Name of the instance."
}

variable "engine_version" {
  type        = string
  description = "Major version of PostgreSQL; minor ones come by themselves."

  validation {
    condition     = contains(["15", "16", "17"], var.engine_version)
    error_message = "15, 16 or 17: what Sentinel is used with."
  }
}

variable "instance_class" {
  type        = string
  description = "Size of the instance."

  validation {
    condition     = can(regex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_class))
    error_message = "Written as in db.t4g.medium."
  }
}

variable "storage_gb" {
  type        = number
  description = "GiB to begin with."

  validation {
    condition     = var.storage_gb >= 20
    error_message = "At least 20: gp3 starts there."
  }
}

variable "max_storage_gb" {
  type        = number
  description = "GiB to which the storage grows by itself."

  validation {
    condition     = var.max_storage_gb > var.storage_gb
    error_message = "More than storage_gb: a full disk stops the server."
  }
}

variable "multi_az" {
  type        = bool
  description = "A second instance in another zone that takes over."
}

variable "backup_days" {
  type        = number
  description = "Days to any second of which the database can be brought back."

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "1 to 35: what RDS keeps."
  }
}

variable "deletion_protection" {
  type        = bool
  description = "Whether AWS refuses to delete the instance."
}

variable "subnet_ids" {
  type        = list(string)
  description = "Private subnets in at least two zones."
}

variable "security_group_id" {
  type        = string
  description = "Who reaches the database."
}

variable "kms_key_arn" {
  type        = string
  description = "Key for storage, backups, logs and the password."
}

variable "log_retention_days" {
  type        = number
  description = "Days for which logs are kept."
}

variable "password" {
  type        = string
  ephemeral   = true
  sensitive   = true
  description = "Password of the database user. Used when password_version rises, and at the first time."
}

variable "password_version" {
  type        = number
  description = "Raised by one, it sets `password`."
}
