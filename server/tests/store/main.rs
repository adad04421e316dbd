//! Tests that every store must pass. They run on each database.
//!
//! | module | what is there |
//! |---|---|
//! | [`test_database`], [`actor`] | a database with users, and their actions |
//! | [`postgres_server`], [`pgbouncer`] | the servers of the PostgreSQL databases |
//! | the others | tests of one operation each |

mod actor;
mod answering;
mod bad_rows;
mod changing;
mod claiming;
mod contacts;
mod conversation_settings;
mod devices;
mod directory;
mod importing;
mod inbox;
mod known_browsers;
mod listing;
mod message_searching;
mod migrating;
mod migrating_messages;
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

/// Runs the tests on each database that is listed at the end of this file.
macro_rules! store_tests {
    ($($module:ident: $($test:ident)+;)+) => {
        macro_rules! run_on {
            ($database:ident) => {
                mod $database {
                    $(mod $module {
                        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                        async fn $test() {
                            crate::$module::$test(crate::test_database::TestDatabase::new(crate::test_database::$database().await).await).await;
                        })+
                    })+
                }
            };
        }
    };
}

store_tests! {
    opening:
        concurrent_openings_of_a_pair_make_one_conversation
        both_members_open_the_same_conversation
        a_conversation_with_oneself_is_refused
        a_customer_comes_before_a_provider_of_the_same_id
        a_group_is_not_a_direct_conversation;
    sending:
        concurrent_senders_get_sequence_numbers_without_gaps
        a_retry_returns_the_stored_message
        concurrent_retries_store_one_message
        a_client_id_stands_for_one_message_only
        two_senders_may_use_the_same_client_id
        a_retry_after_a_restart_is_still_a_retry
        a_send_does_not_move_the_senders_read_cursor
        messages_are_ordered_by_storing_and_not_by_time;
    changing:
        an_edit_shows_to_all_members_and_the_old_text_is_kept
        a_deleted_message_has_no_text_and_no_reactions
        only_the_sender_edits_and_deletes_a_message
        a_stranger_cannot_change_messages_or_read_changes
        each_change_has_the_next_revision_and_is_read_once
        reactions_of_many_at_once_are_all_kept
        a_repeated_change_is_not_stored
        a_retry_of_an_edited_message_is_still_a_retry
        edits_in_a_short_time_leave_one_version
        a_message_has_no_more_than_a_few_versions
        only_the_sender_reads_versions_until_they_are_deleted
        many_changes_are_returned_in_several_parts;
    answering:
        a_reply_quotes_the_current_text_of_the_message
        a_message_outside_the_conversation_cannot_be_quoted;
    strangers:
        a_conversation_does_not_exist_for_strangers
        a_stranger_learns_nothing_from_a_client_id;
    reading:
        a_cursor_only_goes_forward
        own_messages_in_between_do_not_count
        reading_does_not_change_the_cursors_of_other_members
        a_message_is_read_for_its_sender_when_somebody_has_read_it
        concurrent_readings_end_at_the_highest_number;
    conversation_settings:
        an_archived_conversation_comes_back_with_the_next_message
        a_conversation_marked_unread_stays_so_until_it_is_read
        each_change_of_settings_has_a_higher_revision
        a_muted_conversation_does_not_count_as_news
        each_filter_lists_its_conversations_on_all_pages
        settings_belong_to_one_member;
    contacts:
        a_user_is_visible_to_users_who_got_a_message_from_them
        last_seen_shows_the_latest_time_to_users_who_got_a_message;
    unread:
        unread_counts_agree_with_counting_the_messages
        a_message_deleted_while_it_is_read_is_not_unread
        a_deleted_message_is_not_unread_in_any_list;
    paging:
        pages_go_from_the_newest_to_the_first
        pages_past_the_end_are_empty
        pages_before_and_after_a_message_stay_the_same_while_users_write
        a_page_ends_at_the_size_limit_of_an_answer
        only_the_sender_sees_a_client_id;
    listing:
        the_latest_activity_comes_first
        all_pages_of_the_list_are_read_while_users_write
        a_list_ends_at_the_size_limit_of_an_answer
        conversations_of_equal_time_are_ordered_by_id
        a_conversation_has_the_roles_of_its_members;
    inbox:
        the_list_sums_up_to_the_totals_while_people_write;
    searching:
        case_accents_and_spacing_do_not_matter
        full_names_and_parts_of_words_are_found
        wildcards_are_letters
        a_users_own_name_finds_nobody
        a_query_that_no_name_can_contain_finds_nobody
        a_group_is_found_by_any_of_its_others
        variants_of_letters_are_the_same
        combining_marks_distinguish_names;
    message_searching:
        any_part_of_any_word_is_found_in_any_script
        combining_marks_distinguish_words
        a_hit_has_the_message_its_matches_and_its_conversation
        a_search_finds_only_messages_of_the_users_conversations
        pages_of_hits_have_each_message_once
        old_messages_and_frequent_words_are_found
        imported_messages_are_found
        messages_without_signatures_are_found_and_get_signatures
        an_edited_message_is_found_by_its_new_words_only
        messages_are_found_once_before_and_after_their_filters_are_added
        a_search_reads_no_more_than_a_few_megabytes
        hits_end_at_the_size_limit_of_an_answer;
    directory:
        people_are_found_by_name_and_role
        pages_of_people_link_forward_and_back
        a_customer_who_is_also_a_provider_is_listed_once;
    signing_in:
        a_user_name_is_taken_in_any_case
        only_the_user_sees_their_email_address;
    sessions:
        a_session_ends_at_its_time
        a_deleted_session_does_not_come_back
        a_session_takes_the_place_of_another
        many_expired_sessions_are_deleted_in_parts
        no_session_with_the_old_password_outlives_a_change
        a_session_survives_a_restart;
    devices:
        a_users_devices_are_listed_with_the_current_one_first
        the_session_used_longest_ago_ends_when_there_are_too_many
        only_the_user_ends_a_session
        ending_all_other_sessions_leaves_those_of_other_users
        a_new_password_ends_all_sessions_and_begins_one;
    known_browsers:
        a_browser_is_known_for_each_user_who_signed_in_with_it;
    renaming:
        a_new_name_is_found_and_the_old_one_is_not
        conversations_are_iterated_in_order_of_their_ids;
    importing:
        the_imported_fixture_gives_the_contracts_answers
        an_imported_user_with_the_id_of_another_user_is_refused
        importing_the_same_rows_again_changes_nothing
        imported_messages_come_after_the_stored_ones
        new_ids_follow_the_imported_ones
        a_shared_starting_password_has_to_be_changed;
    bad_rows:
        each_invalid_row_is_named
        each_row_that_conflicts_with_the_database_is_named
        all_bad_rows_are_named_in_one_run
        bad_rows_are_left_out_if_the_operator_asks_for_it
        a_refused_data_set_stores_nothing;
    claiming:
        one_server_at_a_time_claims_the_database
        a_server_that_is_refused_changes_no_tables;
}

run_on!(sqlite);
run_on!(postgres);
run_on!(postgres_behind_pgbouncer);
