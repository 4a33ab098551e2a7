import Foundations
import TestSupport
import Testing

@testable import cpa_demo

@Suite struct PoolSlotsTests {
    private static let long = Duration.seconds(60)

    @Test func aCallerWaitsUntilASlotIsReturned() async throws {
        let slots = PoolSlots(limit: 2)
        for _ in 0..<2 { #expect(await slots.take(patience: Self.long)) }
        #expect(slots.used == 2)
        let third = OwnedTask { await slots.take(patience: Self.long) }
        try await eventually("the third caller waits") { slots.waiting == 1 }
        slots.release()
        #expect(await third.value)
        #expect(slots.used == 2 && slots.waiting == 0)
        slots.release()
        slots.release()
        #expect(slots.used == 0)
    }

    @Test func aCallerWithoutPatienceGetsNoSlotAndTakesNone() async {
        let slots = PoolSlots(limit: 1)
        #expect(await slots.take(patience: Self.long))
        #expect(await !slots.take(patience: .milliseconds(1)))
        #expect(slots.waiting == 0)
        slots.release()
        #expect(await slots.take(patience: .milliseconds(1)))
        #expect(slots.used == 1)
    }

    @Test func aCancelledCallerLeavesTheQueue() async throws {
        let slots = PoolSlots(limit: 1)
        #expect(await slots.take(patience: Self.long))
        let second = OwnedTask { await slots.take(patience: Self.long) }
        try await eventually("the second caller waits") { slots.waiting == 1 }
        second.cancel()
        #expect(await !second.value)
        #expect(slots.waiting == 0 && slots.used == 1)
    }

    @Test func heldSlotsCountAsUsedUntilTheyAreFreed() async throws {
        let slots = PoolSlots(limit: 3)
        slots.hold(5)
        #expect(slots.used == 3)
        let caller = OwnedTask { await slots.take(patience: Self.long) }
        try await eventually("the caller waits") { slots.waiting == 1 }
        slots.hold(0)
        #expect(await caller.value)
        #expect(slots.used == 1)
    }

    @Test func slotsInUseAreHeldOnceTheyAreReturned() async {
        let slots = PoolSlots(limit: 2)
        for _ in 0..<2 { #expect(await slots.take(patience: Self.long)) }
        slots.hold(2)
        #expect(slots.used == 2)
        slots.release()
        #expect(await !slots.take(patience: .milliseconds(1)))
        slots.hold(1)
        slots.release()
        #expect(await slots.take(patience: Self.long))
    }

    @Test func oneSlotIsTheLeast() async {
        #expect(PoolSlots(limit: 0).limit == 1)
    }

    @Test func concurrentCallersNeverExceedTheLimit() async {
        let slots = PoolSlots(limit: 4)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    guard await slots.take(patience: Self.long) else {
                        Issue.record("no slot")
                        return
                    }
                    #expect(slots.used <= 4)
                    await Task.yield()
                    slots.release()
                }
            }
        }
        #expect(slots.used == 0 && slots.waiting == 0)
    }
}
