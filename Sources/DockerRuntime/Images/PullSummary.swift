/// Condenses the per-layer messages of a pull into one line. Pure.
///
/// The order for a layer: `Pulling fs layer`, `Waiting`, `Downloading` with bytes, `Verifying Checksum`,
/// `Download complete`, `Extracting`, `Pull complete`; or `Already exists`. Source: moby, distribution/pull_v2.go.
struct PullSummary {
    private struct Layer {
        var current: Int64 = 0
        var total: Int64 = 0
        var isDone = false
    }

    private let image: String
    private var layers: [String: Layer] = [:]

    init(image: String) { self.image = image }

    /// Records a message and returns the current line.
    mutating func note(layer id: String?, status: String, current: Int64?, total: Int64?) -> String {
        if let id, !status.hasPrefix("Pulling from") {
            var layer = layers[id] ?? Layer()
            switch status {
            case "Downloading":
                layer.current = current ?? layer.current
                layer.total = max(total ?? 0, layer.total, layer.current)
            case "Download complete", "Verifying Checksum", "Extracting":
                layer.current = layer.total
            case "Pull complete", "Already exists":
                layer.current = layer.total
                layer.isDone = true
            default: break
            }
            layers[id] = layer
        }
        return text
    }

    /// `pulling postgres:16: 3 of 8 layers, 41.2 of 103 MB`
    var text: String {
        guard !layers.isEmpty else { return "pulling \(image)" }
        let done = layers.values.count(where: \.isDone)
        let noun = layers.count == 1 ? "layer" : "layers"
        let total = layers.values.reduce(0) { $0 + $1.total }
        let current = layers.values.reduce(0) { $0 + $1.current }
        let bytes = total > 0 ? ", \(Self.megabytes(current)) of \(Self.megabytes(total)) MB" : ""
        return "pulling \(image): \(done) of \(layers.count) \(noun)\(bytes)"
    }

    /// With one decimal below 100.
    private static func megabytes(_ bytes: Int64) -> String {
        let tenths = (bytes + 50_000) / 100_000
        return tenths >= 1000 ? "\((tenths + 5) / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
