variable "name" {
  type        = string
  description = "Name of the repository."
}

variable "kms_key_arn" {
  type        = string
  description = "Key for the images."
}

variable "images_kept" {
  type        = number
  description = "Images that stay to go back to."

  validation {
    condition     = var.images_kept >= 10
    error_message = "At least 10: the previous image has to be there when it is needed."
  }
}
