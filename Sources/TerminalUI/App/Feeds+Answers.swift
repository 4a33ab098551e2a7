import ControlAPI

/// One-shot requests to the supervisor. A failed request changes nothing on the screen.
extension Feeds {
    func loadJournal() async {
        inbox.post(.answered(.journal((try? await control.journal()) ?? [])))
    }

    /// How much is read before and after a moment.
    private static let span: Int64 = 3_600_000_000_000

    func loadPast(_ momentNs: Int64) async {
        do {
            let entries = try await control.history(from: momentNs - Self.span, to: momentNs + Self.span)
            if Task.isCancelled { return }
            inbox.post(.past(.success(PastStack(entries, at: momentNs))))
        } catch {
            if Task.isCancelled { return }
            inbox.post(.past(.failure(Self.controlError(error))))
        }
    }

    func loadProfile() async {
        guard let profile = try? await control.startupProfile() else { return }
        inbox.post(.answered(.profile(profile)))
    }

    func loadTail(_ occasion: LogTail.Occasion) async {
        var lines: [LogLine] = []
        do {
            for try await batch in try await control.logs(occasion.query) {
                lines = (lines + batch.lines).suffix(LogTail.lines)
            }
        } catch {
            // Lines received before the failure are better than none.
        }
        inbox.post(.answered(.tail(occasion, lines)))
    }
}
