import { RecipientsRefused } from '../../ews/errors';
import type { StepResult } from '../ports';

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
