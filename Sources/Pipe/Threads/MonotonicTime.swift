/// Seconds on a clock that only goes forward, time asleep included.
package func secondsNow() -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - ContinuousClock().systemEpoch).components
    return Double(seconds) + Double(attoseconds) * 1e-18
}
