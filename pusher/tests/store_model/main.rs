//! The store against a plain model in memory: whatever happens in whatever order, with restarts in between,
//! nothing is lost, order is kept, leases exclude each other, and counts are sums of what is unread.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

mod model;
#[path = "../support/mod.rs"]
mod support;
#[path = "../../../src/testing.rs"]
mod testing;
mod world;

use proptest::prelude::*;

use self::{
    testing::cases,
    world::{Op, Reply, World},
};

fn op() -> impl Strategy<Value = Op> {
    let who = 0..world::USERS;
    let room = 0..world::ROOMS;
    let thread = prop::option::of(0..world::THREADS);
    let recipients = prop::collection::vec((0..world::USERS, any::<bool>(), prop::bool::weighted(0.9)), 0..4);
    let reply = prop_oneof![
        12 => Just(Reply::Accept),
        1 => Just(Reply::Reject),
        3 => Just(Reply::Refuse),
        4 => Just(Reply::Fail),
        1 => Just(Reply::Limit),
    ];
    prop_oneof![
        6 => (room.clone(), 0..world::THREADS, recipients.clone())
            .prop_map(|(room, thread, recipients)| Op::Event { room, thread, recipients }),
        1 => (any::<prop::sample::Index>(), recipients)
            .prop_map(|(which, recipients)| Op::MoreRecipients { which, recipients }),
        3 => (who.clone(), any::<prop::sample::Index>(), thread.clone(), any::<bool>())
            .prop_map(|(who, which, thread, foreign)| Op::Read { who, which, thread, foreign }),
        1 => (who.clone(), room.clone(), thread.clone())
            .prop_map(|(who, room, thread)| Op::ReadAhead { who, room, thread }),
        1 => (who.clone(), room, thread).prop_map(|(who, room, thread)| Op::ReadByTime { who, room, thread }),
        2 => (who.clone(), 0..world::PUSHKEYS).prop_map(|(who, key)| Op::Register { who, key }),
        1 => (who, 0..world::PUSHKEYS).prop_map(|(who, key)| Op::Unregister { who, key }),
        8 => (1..6_usize, 1..4_usize).prop_map(|(total, each)| Op::Claim { total, each }),
        12 => (any::<prop::sample::Index>(), reply, prop::bool::weighted(0.8), 0.0..=1.0)
            .prop_map(|(which, reply, goes_on, jitter)| Op::Settle { which, reply, goes_on, jitter }),
        4 => (0..3000_i64).prop_map(Op::Pass),
        1 => (0..20 * 3_600_000_i64).prop_map(Op::Pass),
        1 => Just(Op::Restart),
    ]
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn whatever_happens(ops in prop::collection::vec(op(), 1..120)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            for op in ops {
                world.apply(op).await;
            }
            world.drain().await;
        });
    }
}
