/// The distance of samples in a recording, in seconds.
enum RecordingStep {
    /// - Parameters:
    ///   - least: the distance in a short period.
    ///   - most: the most samples of a series. Prometheus refuses more than 11,000.
    static func seconds(from start: Double, to end: Double, least: Double, most: Double) -> Double {
        max(least, ((end - start) / most).rounded(.up))
    }
}
