/** Every day without servers from `start` to `end`, in the time of `zone`. */
export interface OffHours {
  readonly zone: string
  /** As `20:00`. */
  readonly start: string
  readonly end: string
}
