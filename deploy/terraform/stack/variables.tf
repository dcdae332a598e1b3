variable "environment" {
  type        = string
  description = "Name of the environment, in every name and for the approval in GitHub."

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,15}$", var.environment))
    error_message = "2 to 16 lower-case letters and digits, as in production."
  }
}

variable "zones" {
  type        = list(string)
  description = "Availability zones, two to four."
}

variable "cidr" {
  type        = string
  description = "Addresses of the network."
}

variable "nat_per_zone" {
  type        = bool
  description = "One way out per zone; else one for all, which costs less and falls with its zone."
}

variable "client_cidrs" {
  type        = list(string)
  default     = ["0.0.0.0/0"]
  description = "Addresses that may reach the load balancer."
}

variable "certificate_arn" {
  type        = string
  description = "Certificate in ACM for the name that clients use."
}

variable "cors_origins" {
  type        = list(string)
  description = "Pages that may call and upload from a browser."
}

variable "deletion_protection" {
  type        = bool
  description = "Whether AWS refuses to delete load balancer and database."
}

variable "image" {
  type        = string
  default     = null
  description = "Image of the first deployment, repository@sha256:...; later ones choose their own. Null only while nothing but the repository is made."
}

variable "cpu" {
  type        = number
  default     = 4096
  description = "CPU units of a task, 1024 each."
}

variable "memory" {
  type        = number
  default     = 16384
  description = "MiB of a task."
}

variable "cpu_architecture" {
  type        = string
  default     = "X86_64"
  description = "What the image was built for: X86_64 or ARM64."
}

variable "min_tasks" {
  type        = number
  description = "Tasks that always run."
}

variable "max_tasks" {
  type        = number
  description = "Tasks that run at most."
}

variable "settings" {
  type        = map(string)
  default     = {}
  description = "Further settings of the server, by name, as docs/http.md lists them. No secrets."

  validation {
    condition     = alltrue([for name in keys(var.settings) : can(regex("^SENTINEL_[A-Z_]+$", name))])
    error_message = "Settings of the server begin with SENTINEL_."
  }

  validation {
    condition     = length(setintersection(keys(var.settings), ["SENTINEL_JWT_SECRET", "SENTINEL_UPLOAD_SECRET"])) == 0
    error_message = "Secrets go into secret_settings, which names them, and into Secrets Manager, which keeps them."
  }
}

variable "secret_settings" {
  type        = set(string)
  default     = []
  description = "Names of settings that Secrets Manager keeps."

  validation {
    condition     = length(setsubtract(var.secret_settings, ["ANTHROPIC_API_KEY", "SENTINEL_JWT_SECRET", "SENTINEL_UPLOAD_SECRET"])) == 0
    error_message = "ANTHROPIC_API_KEY, SENTINEL_JWT_SECRET and SENTINEL_UPLOAD_SECRET are the secrets that there are."
  }
}

variable "database" {
  type = object({
    instance_class  = string
    storage_gb      = number
    max_storage_gb  = number
    multi_az        = bool
    backup_days     = number
    max_connections = number
  })
  description = "Size of the database; max_connections is where the alarm rings."
}

variable "database_password" {
  type        = string
  ephemeral   = true
  sensitive   = true
  description = "A fresh one each time; it is used at the first time and when database_password_version rises."

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{24,128}$", var.database_password))
    error_message = "24 to 128 letters, digits, _ and -: export TF_VAR_database_password=$(openssl rand -hex 24)"
  }
}

variable "database_password_version" {
  type        = number
  default     = 1
  description = "Raised by one, it sets a new password; docs/operate/keys.md has the steps around it."
}

variable "github_repository" {
  type        = string
  description = "Repository whose workflows deploy, owner/name."
}

variable "github_oidc_provider_arn" {
  type        = string
  default     = null
  description = "GitHub's identity provider, where the account has it already; null makes it."
}

variable "alarm_emails" {
  type        = list(string)
  description = "Who is told of alarms."
}

variable "log_retention_days" {
  type        = number
  default     = 365
  description = "Days for which logs are kept."

  validation {
    condition     = contains([365, 400, 545, 731], var.log_retention_days)
    error_message = "365, 400, 545 or 731: a year at least, in the steps of CloudWatch."
  }
}
