import ControlAPI

/// Renders the state of the stack in the Prometheus text format, version 0.0.4.
enum PrometheusText {
    static func render(_ snapshot: StackSnapshot) -> String {
        var text = ""
        func metric(_ name: String, _ type: String, _ help: String, _ value: (ServiceStatus) -> [(String, Double)]) {
            text += "# HELP cpadev_\(name) \(help)\n# TYPE cpadev_\(name) \(type)\n"
            for service in snapshot.services {
                for (labels, value) in value(service) {
                    text += "cpadev_\(name){service=\"\(escape(service.name))\"\(labels)} \(number(value))\n"
                }
            }
        }
        metric("service_ready", "gauge", "Whether the service is running and healthy, or completed.") {
            [("", $0.isReady ? 1 : 0)]
        }
        metric("service_state", "gauge", "1 for the current state of the service.") { service in
            ServiceStatus.State.allCases.map { (",state=\"\($0.rawValue)\"", $0 == service.state ? 1 : 0) }
        }
        metric("service_restarts_total", "counter", "Restarts by policy since the last start on request.") {
            [("", Double($0.restarts))]
        }
        metric("service_uptime_seconds", "gauge", "Seconds since the running instance started.") {
            $0.uptimeS.map { [("", Double($0))] } ?? []
        }
        metric("probe_latency_seconds", "gauge", "Duration of the last probe.") {
            $0.probe.map { [("", $0.latencyMs / 1000)] } ?? []
        }
        return text
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    /// Label values escape backslash, double quote and line feed.
    private static func escape(_ value: String) -> String {
        value.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}
