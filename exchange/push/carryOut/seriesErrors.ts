import type { PatternedRecurrence } from '../../calendar/graphTypes';
import { ExchangeError } from '../../errors';

/** A series was to get other times, and is a single event now: neither those nor its own could be written. */
export class SeriesLost extends ExchangeError {
	constructor(cause: ExchangeError, recurrence: PatternedRecurrence | undefined) {
		const { code, message, details, remedyBy } = cause;
		super(code, `${message}. The event is no series any more, and could not be made one again`, {
			cause,
			details,
			remedyBy,
			remedy: `Look at the event, and give it its recurrence again: ${JSON.stringify(recurrence)}.`,
		});
	}
}

/** What a series could not be given back when its times were written. */
export interface Unwritten {
	cause: ExchangeError;
	/** Original starts of its cancelled and modified occurrences. */
	starts: readonly string[];
}

/** What became of a series whose occurrences may be lost. */
const states = {
	ended: 'The series ends before the occurrence now',
	changed: 'The series has its new times now',
	restored: 'The series has its old times again',
};

/** The times of a series were written, and its occurrences may have lost what they had of their own. */
export class OccurrencesLost extends ExchangeError {
	/** @param failure the reason for which it is not as it was wanted */
	constructor(
		{ cause, starts }: Unwritten,
		state: keyof typeof states = 'ended',
		failure?: ExchangeError,
	) {
		const { code, message, details, remedyBy } = cause;
		const reason = failure ? ` (${failure.message})` : '';
		super(code, `${states[state]}${reason}, and is not complete: ${message}`, {
			cause,
			details,
			remedyBy,
			remedy: `Don't repeat the call. Look at the occurrences of ${starts.join(', ')}: what was deleted may be back, and what was changed may be as its series.`,
		});
		this.outcome = cause.outcome;
	}
}
