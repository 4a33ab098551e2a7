import ControlAPI
import Seeding
import Synchronization
import Testing

@testable import StackService

@Suite struct StoreFigureCacheTests {
    @Test func storesAreAskedAgainWhenTheFiguresAreOldOrTheStoresOthers() async {
        let asked = Mutex(0)
        let time = Mutex(ContinuousClock.now)
        let cache = StoreFigureCache(now: { time.withLock(\.self) }) { _ in
            let count = asked.withLock {
                $0 += 1
                return $0
            }
            return [MetricFamily("asked", .gauge, "", [MetricFamily.Sample([], Double(count))])]
        }
        func answer(_ stores: StoreAvailability) async -> Double? {
            await cache.families(stores).first?.samples.first?.value
        }

        let ready = StoreAvailability(states: [.typesense: .ready(instance: "1")])
        #expect(await answer(ready) == 1)
        time.withLock { $0 += .seconds(14) }
        #expect(await answer(ready) == 1)
        time.withLock { $0 += .seconds(1) }
        #expect(await answer(ready) == 2)
        #expect(await answer(StoreAvailability(states: [.typesense: .running])) == 3)
    }
}
