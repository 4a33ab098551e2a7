import Hummingbird
import Testing

@testable import cpa_demo

@Suite struct RequestMetricsTests {
    @Test func responsesAreCountedByRouteAndTimed() {
        let metrics = RequestMetrics()
        metrics.record(.get, path: "/b/{id}", .ok, .milliseconds(3))
        metrics.record(.get, path: "/b/{id}", .ok, .seconds(30))
        metrics.record(.get, path: "/b/{id}", .serviceUnavailable, .seconds(2))
        metrics.record(.post, path: nil, .notFound, .zero)
        let lines = metrics.text.split(separator: "\n").map(String.init)
        #expect(lines.contains(#"http_requests_total{method="GET",path="/b/{id}",status="200"} 2"#))
        #expect(lines.contains(#"http_requests_total{method="GET",path="/b/{id}",status="503"} 1"#))
        #expect(lines.contains(#"http_requests_total{method="POST",path="none",status="404"} 1"#))
        let bucket = #"http_request_duration_seconds_bucket{method="GET",path="/b/{id}",le="#
        #expect(lines.contains(bucket + #""0.005"} 1"#) && lines.contains(bucket + #""1.0"} 1"#))
        #expect(lines.contains(bucket + #""2.0"} 2"#) && lines.contains(bucket + #""+Inf"} 3"#))
        #expect(lines.contains(#"http_request_duration_seconds_count{method="GET",path="/b/{id}"} 3"#))
        #expect(lines.count { $0.hasPrefix("#") } == 2)
    }
}
