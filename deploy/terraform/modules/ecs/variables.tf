variable "name" {
  type        = string
  description = "Name of cluster and task definitions."
}

variable "region" {
  type        = string
  description = "Where the log is."
}

variable "image" {
  type        = string
  description = "Image of the first deployment, by digest; later ones choose their own."

  validation {
    condition     = can(regex("^[^@ ]+@sha256:[0-9a-f]{64}$", var.image))
    error_message = "An image is named by its digest: repository@sha256:... A tag may be another image tomorrow."
  }
}

variable "port" {
  type        = number
  description = "Port on which a task listens."
}

variable "cpu" {
  type        = number
  description = "CPU units of a task, 1024 each; a worker process for each."

  validation {
    condition     = contains([512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "512, 1024, 2048, 4096, 8192 or 16384: the sizes of Fargate."
  }
}

variable "memory" {
  type        = number
  description = "MiB of a task."

  validation {
    condition     = var.memory >= var.cpu * 2 && var.memory <= var.cpu * 8 && var.memory % 1024 == 0
    error_message = "Fargate takes two to eight times as many MiB as CPU units, in steps of 1024."
  }
}

variable "cpu_architecture" {
  type        = string
  description = "What the image was built for."

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "X86_64 or ARM64."
  }
}

variable "min_tasks" {
  type        = number
  description = "Tasks that always run."

  validation {
    condition     = var.min_tasks >= 1
    error_message = "At least one."
  }
}

variable "max_tasks" {
  type        = number
  description = "Tasks that run at most."

  validation {
    condition     = var.max_tasks >= var.min_tasks
    error_message = "Not fewer than min_tasks."
  }
}

variable "environment" {
  type        = map(string)
  description = "Settings by name."
}

variable "secrets" {
  type        = map(string)
  description = "ARNs in Secrets Manager by the name of the setting."
}

variable "task_role_arn" {
  type        = string
  description = "What the program runs as."
}

variable "execution_role_arn" {
  type        = string
  description = "What ECS starts it as."
}

variable "subnet_ids" {
  type        = list(string)
  description = "Private subnets."
}

variable "security_group_id" {
  type        = string
  description = "Who reaches a task."
}

variable "target_group_arn" {
  type        = string
  description = "Where tasks report for work."
}

variable "kms_key_arn" {
  type        = string
  description = "Key for the log."
}

variable "log_retention_days" {
  type        = number
  description = "Days for which the log is kept."
}
