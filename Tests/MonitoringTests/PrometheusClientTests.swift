import Dashboards
import Testing

@testable import Monitoring

/// What is made of answers, right and wrong, that come over a real socket.
@Suite(.timeLimit(.minutes(2))) struct PrometheusClientTests {
    private static let times = DashboardQueries.Times(from: 1_767_268_200, to: 1_767_268_800, step: 5)

    private static func dashboard(_ expressions: [String]) -> Dashboard {
        let panels = expressions.enumerated().map { index, expression in
            var panel = Panel(
                id: index,
                title: expression,
                kind: .timeSeries,
                place: .init(x: 0, y: index * 8, width: 24, height: 8)
            )
            panel.targets = [.init(name: "A", expression: expression, legend: "", isInstant: false)]
            return panel
        }
        return Dashboard(title: "T", uid: "", panels: panels, variables: [], range: 600)
    }

    /// Returns what a panel shows for an answer.
    private static func data(for answer: ScriptedPrometheus.Answer, limit: Duration = .seconds(10)) async throws
        -> PanelData
    {
        try await ScriptedPrometheus.run({ _ in answer }) { server in
            let client = PrometheusClient(address: server.address, limit: limit)
            return await DashboardQueries(client, dashboard(["v"])).panel(0, [:], times) { _ in .none }
        }
    }

    @Test func valuesAreRead() async throws {
        guard case .series(let series) = try await Self.data(for: .value(42)) else {
            throw MonitoringError(.garbled, "no series")
        }
        #expect(series.count == 1 && series[0].samples.count == 121 && series[0].samples[7].value == 42)
    }

    @Test func anAnswerThatIsNotPrometheusIsCalledSo() async throws {
        for text in ["", "<html>", "[1, 2]", #"{"status":"success","data":{"resultType":"matrix","result":7}}"#] {
            guard case .failed(let reason) = try await Self.data(for: .json(text)) else {
                throw MonitoringError(.garbled, "\(text) was understood")
            }
            #expect(reason.contains("does not respond as Prometheus"), "\(text): \(reason)")
        }
        guard case .failed(let reason) = try await Self.data(for: .raw("nonsense\r\n\r\n")) else {
            throw MonitoringError(.garbled, "nonsense was understood")
        }
        #expect(reason.hasSuffix("it does not speak HTTP"), "\(reason)")
    }

    @Test func aRefusalIsShownWithItsReason() async throws {
        let refusal = #"{"status":"error","errorType":"bad_data","error":"1:7: parse error"}"#
        guard case .failed(let reason) = try await Self.data(for: .json(refusal)) else {
            throw MonitoringError(.garbled, "no failure")
        }
        #expect(reason.hasSuffix("1:7: parse error"), "\(reason)")
    }

    /// As on a full disk: the rules of a Prometheus without samples find nothing, whatever happens.
    @Test(arguments: [(149, true), (151, false)]) func aServerThatStoresNothingIsCalledSo(age: Int64, isFine: Bool)
        async throws
    {
        let newestMs: Int64 = 1_767_268_800_000
        let answer = #"{"status":"success","data":{"headStats":{"numSeries":9,"minTime":1,"maxTime":\#(newestMs)}}}"#
        try await ScriptedPrometheus.run({ $0 == "/api/v1/status/tsdb" ? .json(answer) : .silence }) { server in
            let client = PrometheusClient(address: server.address)
            let nowNs = newestMs * 1_000_000 + age * 1_000_000_000
            do throws(MonitoringError) {
                try await client.verifyStorage(nowNs: nowNs)
                #expect(isFine)
            } catch {
                #expect(!isFine && error.message.contains("stored nothing for 2 min"), "\(error.message)")
            }
        }
    }

    @Test(arguments: [
        #"{"status":"success","data":{"headStats":{"maxTime":-9223372036854775808}}}"#, #"{"status":"error"}"#, "none",
    ])
    func aServerThatDoesNotSayWhatItStoresIsNotChecked(answer: String) async throws {
        try await ScriptedPrometheus.run({ _ in .json(answer) }) { server in
            try await PrometheusClient(address: server.address).verifyStorage()
        }
    }

    /// 100 MB: refused at the limit, so that neither memory nor time is spent on it.
    @Test func aHugeAnswerIsRefused() async throws {
        guard case .failed(let reason) = try await Self.data(for: .flood(100 << 20)) else {
            throw MonitoringError(.garbled, "no failure")
        }
        #expect(reason.contains("larger than 16 MB") && reason.contains("shorter range"), "\(reason)")
    }

    @Test func silenceHasALimit() async throws {
        guard case .failed(let reason) = try await Self.data(for: .silence, limit: .seconds(1)) else {
            throw MonitoringError(.garbled, "no failure")
        }
        #expect(reason.hasSuffix("it takes longer than 1 s"), "\(reason)")
    }

    /// More queries that hang than the gate is wide, and than connections a client usually opens.
    @Test func queriesThatHangDelayNoOther() async throws {
        let answer: @Sendable (String) -> ScriptedPrometheus.Answer = { $0 == "hang" ? .silence : .value(1) }
        try await ScriptedPrometheus.run(answer) { server in
            let client = PrometheusClient(address: server.address, limit: .seconds(20))
            let dashboard = Self.dashboard(Array(repeating: "hang", count: 40) + ["v"])
            let gate = QueryGate(width: 4, patience: .milliseconds(50))
            let queries = DashboardQueries(client, dashboard, through: gate)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<40 {
                    group.addTask { _ = await queries.panel(index, [:], Self.times) { _ in .none } }
                }
                guard case .series = await queries.panel(40, [:], Self.times, lines: { _ in .none }) else {
                    throw MonitoringError(.garbled, "no series")
                }
                group.cancelAll()
            }
        }
    }

    @Test func seriesOfAnAlertAreOne() async throws {
        let series = { (firm: String, times: [Int]) in
            let values = times.map { "[\($0),\"1\"]" }.joined(separator: ",")
            let labels = #"{"alertname":"Slow","severity":"high","firm":"\#(firm)"}"#
            return "{\"metric\":\(labels),\"values\":[\(values)]}"
        }
        let result = "[\(series("a", [1_767_268_200, 1_767_268_205])),\(series("b", [1_767_268_210, 1_767_268_300]))]"
        let answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":\(result)}}"
        let alerts = try await ScriptedPrometheus.run({ query in
            query == #"ALERTS{alertstate="firing"}"# ? .json(answer) : .silence
        }) { server in
            try await DashboardQueries(PrometheusClient(address: server.address), Self.dashboard([])).alerts(Self.times)
        }
        let periods = [1_767_268_200.0...1_767_268_210.0, 1_767_268_300.0...1_767_268_300.0]
        #expect(alerts == [FiringAlert(name: "Slow", severity: "high", periods: periods)])
    }
}
