import { RecipientsRefused } from '../../ews/errors';
import type { StepResult, UpdateStep } from '../ports';

type Failure = StepResult & { ok: false };

/** Limits of what times may be; others, such as that of a mailbox, may pass. */
const limitsOfTimes =
	/^Error(CalendarDurationIsTooLong|OccurrenceTimeSpanTooBig|RecurrenceEndDateTooBig|TimeIntervalTooBig)$/;

/** True where Exchange would answer the same again. Who could not be mailed may be another time. */
export function isRefusal({ stale, error }: Failure): boolean {
	if (error instanceof RecipientsRefused) return false;
	const { responseCode = '' } = error.details;
	return !stale && (error.code === 'input' || limitsOfTimes.test(responseCode));
}

const ofTimes =
	/^Error(Calendar(DurationIsTooLong|EndDateIsEarlierThanStartDate|InvalidDayFor\w+|InvalidRecurrence|InvalidTimeZone|OutOfRange)|Occurrence(CrossingBoundary|TimeSpanTooBig)|Recurrence(EndDateTooBig|HasNoOccurrence)|Time(IntervalTooBig|Zone)|UnsupportedRecurrence)$/;

/** True where Exchange would refuse those times again. Of a write of attendees, too, it may have meant them. */
export function isRefusalOfTimes(failure: Failure, { event }: Pick<UpdateStep, 'event'>): boolean {
	if (!isRefusal(failure)) return false;
	return !event.attendees || ofTimes.test(failure.error.details.responseCode ?? '');
}
