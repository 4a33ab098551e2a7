import Testing

@testable import DockerRuntime

struct PullSummaryTests {
    @Test func layersAreFoldedIntoOneLine() {
        var summary = PullSummary(image: "postgres:16")
        #expect(summary.text == "pulling postgres:16")
        _ = summary.note(layer: "16", status: "Pulling from library/postgres", current: nil, total: nil)
        #expect(summary.text == "pulling postgres:16")
        _ = summary.note(layer: "a", status: "Already exists", current: nil, total: nil)
        _ = summary.note(layer: "b", status: "Pulling fs layer", current: nil, total: nil)
        #expect(summary.text == "pulling postgres:16: 1 of 2 layers")
        _ = summary.note(layer: "b", status: "Downloading", current: 41_200_000, total: 103_000_000)
        #expect(summary.text == "pulling postgres:16: 1 of 2 layers, 41.2 of 103 MB")
        _ = summary.note(layer: "b", status: "Download complete", current: nil, total: nil)
        _ = summary.note(layer: "b", status: "Extracting", current: 5, total: 103_000_000)
        #expect(summary.text == "pulling postgres:16: 1 of 2 layers, 103 of 103 MB")
        let last = summary.note(layer: "b", status: "Pull complete", current: nil, total: nil)
        #expect(last == "pulling postgres:16: 2 of 2 layers, 103 of 103 MB")
    }
}
