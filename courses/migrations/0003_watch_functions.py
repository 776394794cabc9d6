"""The database's part of counting watched seconds: one call credits, merges, seals and saves (docs/progress.md)."""

from django.db import migrations

from foundation.api import append_only

SET_FUNCTIONS = """
CREATE OR REPLACE FUNCTION courses_set_size(p_set int8multirange) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(sum(upper(part) - lower(part)), 0)::bigint FROM unnest(p_set) AS part
$$;
-- The first p_count members of a set, from its low end.
CREATE OR REPLACE FUNCTION courses_set_first(p_set int8multirange, p_count bigint) RETURNS int8multirange
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(range_agg(int8range(low, least(high, low + p_count - before))), '{}')
    FROM (
        SELECT lower(part) AS low, upper(part) AS high,
            coalesce(sum(upper(part) - lower(part)) OVER (
                ORDER BY lower(part) ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::bigint AS before
        FROM unnest(p_set) AS part
    ) AS parts
    WHERE before < p_count
$$;
"""
SET_FUNCTIONS_GONE = """
DROP FUNCTION IF EXISTS courses_set_first(int8multirange, bigint);
DROP FUNCTION IF EXISTS courses_set_size(int8multirange);
"""

RECORD_WATCH = """
CREATE OR REPLACE FUNCTION courses_record_watch(
    p_person bigint,
    p_lesson bigint,
    p_course bigint,
    p_enrolment bigint,
    p_session uuid,
    p_opened_ms bigint,     -- when the playback session was opened, server time
    p_total integer,        -- length of the lesson in seconds
    p_needed integer,       -- seconds that complete it
    p_first_watch boolean,  -- true: what lies ahead of the watched part does not count yet
    p_beats jsonb,          -- [[from_ms, to_ms, rate_percent, age_ms], ...], checked, oldest first
    p_position_ms integer,  -- null: leave the saved position alone
    p_limit integer,        -- heartbeats allowed in one minute
    p_now_ms bigint         -- null: the server's clock, read after the locks are held
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    c_allowance constant bigint := 2000;       -- a person may run ahead of the clock by this much, once
    c_keep constant bigint := 36 * 3600000;    -- spent time is remembered longer than any session lives
    c_ahead constant bigint := 30;             -- seconds past the watched part that a first watch may lose to the network
    v_now bigint;
    v_clock courses_watchclock%ROWTYPE;
    v_progress courses_lessonprogress%ROWTYPE;
    v_watched int8multirange;
    v_spent int8multirange;
    v_credit int8multirange := '{}';
    v_paid int8multirange := '{}';
    v_new int8multirange;
    v_free int8multirange;
    v_wall int8multirange;
    v_reasons text[] := '{}';
    v_beat record;
    v_low bigint;
    v_high bigint;
    v_begin bigint;
    v_close bigint;
    v_count bigint;
    v_take bigint;
    v_gain integer;
    v_seal bytea;
BEGIN
    -- Locks, always in this order: the person's clock, then the lesson's row.
    SELECT * INTO v_clock FROM courses_watchclock WHERE person_id = p_person FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO courses_watchclock (person_id, spent, window_ms, posts) VALUES (p_person, '{}', 0, 0) ON CONFLICT DO NOTHING;
        SELECT * INTO v_clock FROM courses_watchclock WHERE person_id = p_person FOR UPDATE;
    END IF;
    v_now := coalesce(p_now_ms, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);

    IF v_now - v_clock.window_ms BETWEEN 0 AND 59999 THEN
        v_clock.posts := v_clock.posts + 1;
    ELSE
        v_clock.window_ms := v_now;
        v_clock.posts := 1;
    END IF;
    IF v_clock.posts > p_limit THEN
        RETURN jsonb_build_object('state', 'busy', 'retry_after', ceil((v_clock.window_ms + 60000 - v_now) / 1000.0)::integer);
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM courses_enrolment WHERE id = p_enrolment AND person_id = p_person AND withdrawn_at IS NULL
    ) THEN
        RETURN jsonb_build_object('state', 'left');
    END IF;

    SELECT * INTO v_progress FROM courses_lessonprogress WHERE person_id = p_person AND lesson_id = p_lesson FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO courses_lessonprogress (person_id, lesson_id, course_id, watched, seconds, position_ms, entries, head,
            opened_at, active_at, completed_by, completion_note, completion_evidence)
        VALUES (p_person, p_lesson, p_course, '{}', 0, 0, 0, '', to_timestamp(v_now / 1000.0), to_timestamp(v_now / 1000.0),
            '', '', '{}')
        ON CONFLICT DO NOTHING;
        SELECT * INTO v_progress FROM courses_lessonprogress WHERE person_id = p_person AND lesson_id = p_lesson FOR UPDATE;
    END IF;
    v_watched := v_progress.watched::text::int8multirange;
    v_spent := v_clock.spent;

    FOR v_beat IN
        SELECT (beat ->> 0)::bigint AS from_ms, (beat ->> 1)::bigint AS to_ms, (beat ->> 2)::bigint AS rate,
            (beat ->> 3)::bigint AS age
        FROM jsonb_array_elements(p_beats) WITH ORDINALITY AS listed (beat, place) ORDER BY place
    LOOP
        -- Both ends round to whole seconds, so neighbours meet without a gap.
        v_low := round(v_beat.from_ms / 1000.0);
        v_high := least(round(v_beat.to_ms / 1000.0), p_total);
        CONTINUE WHEN v_low >= v_high;
        IF p_first_watch AND v_low > coalesce(upper(v_watched), 0) + c_ahead THEN
            v_reasons := v_reasons || 'skipped_ahead'::text;
            CONTINUE;
        END IF;
        v_new := int8multirange(int8range(v_low, v_high)) - v_watched;
        v_count := courses_set_size(v_new);
        IF v_count = 0 THEN
            v_reasons := v_reasons || 'counted_before'::text;
            CONTINUE;
        END IF;
        -- Real time that may pay: while this beat was playing, since the session opened, not spent on anything yet.
        v_close := v_now - v_beat.age + c_allowance;
        v_begin := greatest(p_opened_ms, v_close - c_allowance - (v_high - v_low) * 100000 / v_beat.rate);
        IF v_begin >= v_close THEN
            v_reasons := v_reasons || 'no_real_time'::text;
            CONTINUE;
        END IF;
        v_free := int8multirange(int8range(v_begin, v_close)) - v_spent;
        v_take := least(v_count, courses_set_size(v_free) * v_beat.rate / 100000);
        IF v_take < v_count THEN
            v_reasons := v_reasons || CASE WHEN v_take = 0 THEN 'no_real_time' ELSE 'clipped' END;
            CONTINUE WHEN v_take = 0;
        END IF;
        v_new := courses_set_first(v_new, v_take);
        v_wall := courses_set_first(v_free, ceil(v_take * 100000.0 / v_beat.rate)::bigint);
        v_watched := v_watched + v_new;
        v_credit := v_credit + v_new;
        v_spent := v_spent + v_wall;
        v_paid := v_paid + v_wall;
    END LOOP;

    v_gain := courses_set_size(v_credit);
    IF v_gain > 0 THEN
        v_progress.entries := v_progress.entries + 1;
        v_progress.seconds := v_progress.seconds + v_gain;
        v_seal := sha256(convert_to(concat_ws('|', encode(v_progress.head, 'hex'), p_person, p_lesson, v_progress.entries, p_session,
            v_credit, v_progress.seconds, v_paid, v_now), 'UTF8'));
        INSERT INTO courses_watchentry (person_id, lesson_id, number, session, credited, seconds, total, moments, recorded_ms,
            previous, seal)
        VALUES (p_person, p_lesson, v_progress.entries, p_session, v_credit::text::int4multirange, v_gain, v_progress.seconds,
            v_paid, v_now, v_progress.head, v_seal);
        v_progress.head := v_seal;
    END IF;
    IF v_progress.reached_at IS NULL AND p_needed > 0 AND v_progress.seconds >= p_needed THEN
        v_progress.reached_at := to_timestamp(v_now / 1000.0);
    END IF;
    UPDATE courses_lessonprogress SET watched = v_watched::text::int4multirange, seconds = v_progress.seconds,
        entries = v_progress.entries, head = v_progress.head, reached_at = v_progress.reached_at,
        position_ms = coalesce(p_position_ms, v_progress.position_ms), active_at = to_timestamp(v_now / 1000.0)
    WHERE id = v_progress.id;
    UPDATE courses_watchclock SET spent = v_spent * int8multirange(int8range(v_now - c_keep, NULL)),
        window_ms = v_clock.window_ms, posts = v_clock.posts
    WHERE person_id = p_person;

    RETURN jsonb_build_object(
        'state', 'ok',
        'seconds', v_progress.seconds,
        'gain', v_gain,
        'ranges', (SELECT coalesce(jsonb_agg(jsonb_build_array(lower(part), upper(part))), '[]') FROM unnest(v_watched) AS part),
        'due', v_progress.reached_at IS NOT NULL AND v_progress.completed_at IS NULL,
        'completed', v_progress.completed_at IS NOT NULL,
        'reasons', to_jsonb(v_reasons)
    );
END $$;
"""
RECORD_WATCH_GONE = """
DROP FUNCTION IF EXISTS courses_record_watch(
    bigint, bigint, bigint, bigint, uuid, bigint, integer, integer, boolean, jsonb, integer, integer, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_learning")]

    operations = [
        append_only("courses_watchentry"),
        append_only("courses_completiondecision"),
        migrations.RunSQL(SET_FUNCTIONS, SET_FUNCTIONS_GONE),
        migrations.RunSQL(RECORD_WATCH, RECORD_WATCH_GONE),
    ]
