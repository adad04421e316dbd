//! What every store must keep, whatever its database: the same sentences for each.
//!
//! | module | what is there |
//! |---|---|
//! | [`database`], [`actor`] | a database with people in it, and what they do |
//! | [`postgres_server`], [`pgbouncer`] | where those in PostgreSQL live |
//! | the others | sentences about one operation each |

mod actor;
mod answering;
mod changing;
mod claiming;
mod contacts;
mod conversation_settings;
mod devices;
mod directory;
mod importing;
mod known_browsers;
mod listing;
mod message_searching;
mod migrating;
mod opening;
mod paging;
#[path = "../databases/pgbouncer.rs"]
mod pgbouncer;
mod planning;
mod pooling;
#[path = "../databases/postgres.rs"]
mod postgres_server;
mod reading;
mod renaming;
mod searching;
mod sending;
mod sessions;
mod signing_in;
mod strangers;
mod test_database;
mod unread;

/// Another database is one more line at the end.
macro_rules! sentences {
    ($($module:ident: $($sentence:ident)+;)+) => {
        macro_rules! hold_for {
            ($database:ident) => {
                mod $database {
                    $(mod $module {
                        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                        async fn $sentence() {
                            crate::$module::$sentence(crate::test_database::TestDatabase::new(crate::test_database::$database().await).await).await;
                        })+
                    })+
                }
            };
        }
    };
}

sentences! {
    opening:
        a_pair_opened_by_32_at_once_is_one_conversation
        either_side_finds_the_same_one
        nobody_writes_to_themselves
        a_customer_comes_before_a_provider_of_the_same_id
        a_group_is_nobodys_direct_conversation;
    sending:
        eight_senders_at_once_make_one_order_without_gap
        a_retry_is_the_message_that_is_stored
        sixteen_retries_at_once_store_one_message
        a_client_id_stands_for_one_message_only
        two_senders_may_have_made_the_same_client_id
        a_retry_after_a_restart_is_still_a_retry
        a_send_leaves_the_senders_cursor_where_it_was
        time_does_not_decide_order;
    changing:
        an_edit_shows_to_all_and_what_stood_there_is_kept
        a_deleted_message_has_no_words_left_to_show
        only_its_sender_edits_and_deletes
        a_stranger_changes_nothing_and_hears_of_nothing
        each_change_has_the_next_number_and_is_told_once
        reactions_of_many_at_once_are_all_kept
        the_same_again_is_no_change
        a_retry_of_an_edited_message_is_still_a_retry
        edits_in_a_short_time_leave_one_version
        a_message_has_no_more_than_a_few_versions
        versions_are_for_the_sender_and_for_a_time
        what_changed_is_told_in_parts_where_it_is_long;
    answering:
        an_answer_quotes_what_it_answers_as_it_is_now
        what_is_not_in_the_conversation_cannot_be_answered;
    strangers:
        a_conversation_does_not_exist_for_strangers
        a_stranger_learns_nothing_from_a_client_id;
    reading:
        a_cursor_only_goes_forward
        own_messages_in_between_do_not_count
        one_members_reading_leaves_the_others
        a_message_is_read_for_its_sender_when_somebody_has_read_it
        sixteen_readings_at_once_end_at_the_furthest;
    conversation_settings:
        what_is_archived_comes_back_with_the_next_message
        what_is_marked_unread_is_so_until_it_is_read
        of_two_states_the_later_one_has_the_higher_number
        what_is_muted_is_no_news
        each_list_has_what_belongs_there_and_is_walked_to_its_end
        one_decides_for_oneself_alone;
    contacts:
        one_is_seen_by_those_to_whom_one_has_written
        who_left_was_last_seen_then_by_those_one_talks_with;
    unread:
        the_count_is_what_counting_would_give
        what_is_deleted_while_it_is_read_counts_for_nobody
        what_is_deleted_is_nothing_to_read_in_any_list;
    paging:
        pages_go_from_the_newest_to_the_first
        pages_past_the_end_are_empty
        before_and_after_stay_right_while_others_write
        a_page_ends_where_an_answer_is_full
        a_client_id_is_told_to_its_sender_only;
    listing:
        the_latest_activity_comes_first
        the_list_is_walked_to_its_end_while_people_write
        a_list_ends_where_an_answer_is_full
        equal_times_are_told_apart_by_id
        a_conversation_says_what_its_members_are;
    searching:
        case_accents_and_spacing_do_not_matter
        full_names_and_parts_of_words_find
        wildcards_are_letters
        ones_own_name_finds_nobody
        what_no_name_can_have_finds_nobody
        a_group_is_found_by_any_of_its_others
        letters_that_are_written_otherwise_are_the_same
        a_mark_that_is_part_of_the_word_is_part_of_the_name;
    message_searching:
        any_part_of_any_word_is_found_in_any_script
        a_mark_that_is_part_of_the_word_tells_it_from_another
        a_hit_says_where_who_and_among_whom
        a_search_is_among_ones_own
        pages_of_hits_have_no_gap_and_nothing_twice
        what_is_rare_and_long_ago_is_found_and_what_is_everywhere_is_walked_through
        imported_messages_are_found
        messages_from_before_there_were_searches_are_found_and_prepared
        what_is_rewritten_is_found_by_its_new_words_only
        a_search_reads_no_more_than_a_few_megabytes
        what_is_found_ends_where_an_answer_is_full;
    directory:
        people_are_found_by_name_and_role
        pages_of_people_lead_on_and_back
        who_is_both_is_there_twice;
    signing_in:
        a_user_name_is_taken_in_any_case
        an_email_is_for_ones_own_eyes;
    sessions:
        a_session_ends_at_its_time
        a_deleted_session_does_not_come_back
        a_session_survives_a_restart;
    devices:
        ones_own_are_listed_this_one_first_then_the_latest
        a_user_has_so_many_sessions_and_the_one_used_longest_ago_goes
        one_is_ended_by_its_user_alone
        all_others_are_ones_own_others
        a_new_password_and_the_end_of_the_others_are_one;
    known_browsers:
        a_browser_is_known_to_those_who_signed_in_with_it;
    renaming:
        a_new_name_is_found_and_the_old_one_is_not
        conversations_are_walked_from_the_first_each_once;
    importing:
        the_contracts_rows_give_the_contracts_answers
        nobody_is_taken_for_somebody_else_of_the_same_id
        the_same_rows_twice_are_the_same_rows
        new_rows_come_after_what_was_written
        ids_go_on_after_the_imported_ones
        a_row_that_cannot_be_is_named
        a_shared_starting_password_has_to_be_changed
        a_row_that_is_in_the_way_is_named
        all_bad_rows_are_named_in_one_run
        bad_rows_are_left_out_where_the_operator_says_so
        a_refused_data_set_leaves_nothing;
    claiming:
        one_server_at_a_time_has_the_database;
}

hold_for!(sqlite);
hold_for!(postgres);
hold_for!(postgres_behind_pgbouncer);
