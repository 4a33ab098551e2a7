import Alerting

/// Requests about alerts.
extension Feeds {
    /// Prometheus evaluates the platform's rules as often.
    static let alertInterval = Duration.seconds(5)

    /// Posts the report whenever it differs from the last one, until the task is cancelled. Prometheus has no events, so
    /// it is asked again and again.
    func followAlerts(_ servers: AlertServers, _ source: any AlertSource) async {
        var last: AlertReport?
        while !Task.isCancelled {
            let report = await source.report(servers)
            if Task.isCancelled { return }
            if report != last { inbox.post(.alerts(.report(report, of: servers))) }
            last = report
            do { try await time.sleep(Self.alertInterval) } catch { return }
        }
    }

    func silence(
        _ rule: String,
        _ length: SilenceLength,
        comment: String,
        _ servers: AlertServers,
        _ source: any AlertSource
    ) async {
        let problem = await source.silence(rule, for: length, comment: comment, servers)
        await report(problem, "\(rule) is silenced for \(length.text)", servers, source)
    }

    func endSilences(_ ids: [String], of rule: String, _ servers: AlertServers, _ source: any AlertSource) async {
        let problem = await source.endSilences(ids, servers)
        await report(problem, "\(rule) is no longer silenced", servers, source)
    }

    /// Posts the outcome of a change, and what the servers say after it.
    private func report(
        _ problem: String?,
        _ success: String,
        _ servers: AlertServers,
        _ source: any AlertSource
    ) async {
        inbox.post(.alerts(.changed(problem.map { StatusMessage(.error, $0) } ?? StatusMessage(.info, success))))
        inbox.post(.alerts(.report(await source.report(servers), of: servers)))
    }
}
