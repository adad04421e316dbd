//! Generates scripts at random.

use proptest::{bool, collection::vec, prelude::*, strategy::Union};

use crate::script::{InitialTab, Script, Step, UserAction};

/// How often each kind of step and of action occurs in one script, relative to its usual frequency.
type Emphases = (Vec<u32>, Vec<u32>);

pub fn scripts() -> impl Strategy<Value = Script> {
    let all = emphases().prop_flat_map(|(of_steps, of_actions)| {
        (vec(initial_tabs(), 2..=5), vec(steps(&of_steps, &of_actions), 1..60), any::<bool>())
    });
    all.prop_map(|(tabs, steps, absence_lasts)| Script { tabs, steps, absence_lasts })
}

/// Half of the scripts leave out some kinds and repeat others. A script of all kinds at their usual frequencies hardly ever
/// has enough of one kind for a rare sequence. (Groce et al., "Swarm Testing", ISSTA 2012.)
fn emphases() -> impl Strategy<Value = Emphases> {
    let emphasis = || prop_oneof![1 => Just(0_u32), 2 => Just(1), 1 => Just(6)];
    let unequal = (vec(emphasis(), step_kinds(&[]).len()), vec(emphasis(), action_kinds().len()));
    prop_oneof![Just((Vec::new(), Vec::new())), unequal]
}

fn initial_tabs() -> impl Strategy<Value = InitialTab> {
    (0..3_usize, 0..2_usize, 0..2_usize, any::<bool>()).prop_map(|(person, process, conversation, is_connected)| {
        InitialTab { person, process, conversation, is_connected }
    })
}

/// Kinds of steps or actions, each with its usual frequency.
type Kinds<T> = Vec<(u32, BoxedStrategy<T>)>;

/// Chooses among the kinds. Kinds beyond the end of `emphases` have their usual frequency.
fn choose<T: std::fmt::Debug + 'static>(kinds: Kinds<T>, emphases: &[u32]) -> BoxedStrategy<T> {
    let emphases = emphases.iter().copied().chain(std::iter::repeat(1));
    let mut kinds: Kinds<T> =
        kinds.into_iter().zip(emphases).map(|((frequency, kind), emphasis)| (frequency * emphasis, kind)).collect();
    if kinds.iter().all(|(frequency, _)| *frequency == 0) {
        kinds.iter_mut().for_each(|(frequency, _)| *frequency = 1);
    }
    kinds.retain(|(frequency, _)| *frequency > 0);
    Union::new_weighted(kinds).boxed()
}

fn steps(emphases: &[u32], of_actions: &[u32]) -> BoxedStrategy<Step> {
    choose(step_kinds(of_actions), emphases)
}

fn step_kinds(of_actions: &[u32]) -> Kinds<Step> {
    let any = || 0..60_usize;
    let action = choose(action_kinds(), of_actions);
    vec![
        (
            40,
            (any(), any(), action)
                .prop_map(|(tab, conversation, action)| Step::Do { tab, conversation, action })
                .boxed(),
        ),
        (3, (any(), any()).prop_map(|(tab, conversation)| Step::Show { tab, conversation }).boxed()),
        (2, (any(), any()).prop_map(|(tab, other)| Step::Open { tab, other }).boxed()),
        (1, (any(), any()).prop_map(|(conversation, process)| Step::Burst { conversation, process }).boxed()),
        (
            3,
            (any(), any(), any())
                .prop_map(|(tab, conversation, process)| Step::AnswersOvertakeSocket { tab, conversation, process })
                .boxed(),
        ),
        (
            2,
            (any(), any(), any())
                .prop_map(|(tab, conversation, process)| Step::MessageOvertakesSocket { tab, conversation, process })
                .boxed(),
        ),
        (
            2,
            (any(), any(), any())
                .prop_map(|(tab, conversation, process)| Step::ChangeOvertakesConversation {
                    tab,
                    conversation,
                    process,
                })
                .boxed(),
        ),
        (
            3,
            (any(), any(), any(), any())
                .prop_map(|(tab, conversation, message, process)| Step::ChangeOvertakesPage {
                    tab,
                    conversation,
                    message,
                    process,
                })
                .boxed(),
        ),
        (5, (any(), any()).prop_map(|(tab, process)| Step::Connect { tab, process }).boxed()),
        (12, (any(), 1..6_usize).prop_map(|(tab, frames)| Step::Receive { tab, frames }).boxed()),
        (3, any().prop_map(|tab| Step::Cut { tab }).boxed()),
        (2, (any(), bool::ANY).prop_map(|(tab, returns_unnoticed)| Step::Silence { tab, returns_unnoticed }).boxed()),
        (1, any().prop_map(|tab| Step::Close { tab }).boxed()),
        (2, any().prop_map(|tab| Step::RefuseCall { tab }).boxed()),
        (3, (any(), any()).prop_map(|(tab, process)| Step::Reload { tab, process }).boxed()),
        (8, any().prop_map(|tab| Step::BrowserEvent { tab }).boxed()),
        (12, (any(), any()).prop_map(|(tab, answer)| Step::Answer { tab, answer }).boxed()),
        (6, any().prop_map(|publication| Step::Deliver { publication }).boxed()),
        (2, any().prop_map(|publication| Step::Duplicate { publication }).boxed()),
        (2, Just(Step::Reverse).boxed()),
        (2, Just(Step::DeliverPublications).boxed()),
        (4, Just(Step::DeliverEverything).boxed()),
        (2, Just(Step::RedisAway).boxed()),
        (3, Just(Step::RedisBack).boxed()),
        (4, Just(Step::Pass { seconds: 1 }).boxed()),
        (1, (2..16_usize).prop_map(|seconds| Step::Pass { seconds }).boxed()),
    ]
}

fn action_kinds() -> Kinds<UserAction> {
    // Mostly the newest, so that several actions concern the same message.
    let message = || prop_oneof![4 => 0..3_usize, 1 => 0..400_usize];
    let is_so = any::<bool>;
    vec![
        (10, Just(UserAction::Write).boxed()),
        (5, message().prop_map(|message| UserAction::Reply { message }).boxed()),
        (6, message().prop_map(|message| UserAction::Edit { message }).boxed()),
        (2, message().prop_map(|message| UserAction::Delete { message }).boxed()),
        (6, (message(), 0..3_usize).prop_map(|(message, emoji)| UserAction::React { message, emoji }).boxed()),
        (1, Just(UserAction::Type).boxed()),
        (5, Just(UserAction::Read).boxed()),
        (1, Just(UserAction::ReadAll).boxed()),
        (2, is_so().prop_map(|is_so| UserAction::Archive { is_so }).boxed()),
        (2, is_so().prop_map(|is_so| UserAction::Mute { is_so }).boxed()),
        (2, Just(UserAction::MarkUnread).boxed()),
        (2, message().prop_map(|message| UserAction::GoTo { message }).boxed()),
        (4, (0..400_usize).prop_map(|message| UserAction::GoTo { message }).boxed()),
        (4, Just(UserAction::Older).boxed()),
        (3, Just(UserAction::Newer).boxed()),
        (2, Just(UserAction::Retry).boxed()),
        (2, Just(UserAction::Discard).boxed()),
    ]
}
