import ControlAPI

/// What the screen asks for once. An answer that does not come leaves things as they are.
extension Feeds {
    func loadJournal() async {
        inbox.post(.answered(.journal((try? await control.journal()) ?? [])))
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
            // What came before it broke is better than nothing.
        }
        inbox.post(.answered(.tail(occasion, lines)))
    }
}
