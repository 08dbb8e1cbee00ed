import { ExchangeError } from '../../errors';

type PositionRefusal =
	| 'notAPosition'
	| 'damaged'
	| 'otherMailbox'
	| 'otherCalendar'
	| 'otherWindow'
	| 'otherExpand';

/** Settings that a position belongs to. */
export interface PositionSettings {
	expand: 'occurrences' | 'series';
	pastDays: number;
	futureDays: number;
}

/** The given position cannot be continued here. Nothing was sent or written. */
export class PositionRefused extends ExchangeError {
	constructor(
		readonly reason: PositionRefusal,
		message: string,
		remedy = 'Pass the position that the last run with these very settings returned, or pass none to start over with a full sync.',
		/** Settings with which it can be continued, where it is of other ones. */
		readonly settings?: PositionSettings,
	) {
		super('position', message, {
			field: 'position',
			remedy,
			remedyBy: 'you',
		});
	}
}

/**
 * The account may read a calendar, but keep nothing beside it: that takes its owner, or on some servers an
 * Editor. Nothing was written.
 */
export class PositionDenied extends ExchangeError {
	constructor(
		readonly mailbox: string,
		readonly serviceAccount: string,
		cause: ExchangeError,
	) {
		super(
			'accessDenied',
			`${serviceAccount} may not keep a position beside the calendar of ${mailbox}`,
			{
				cause,
				field: 'positionStore',
				remedyBy: 'you',
				remedy:
					"Set positionStore to the service account's own mailbox, or use impersonation with the ApplicationImpersonation role.",
				details: cause.details,
			},
		);
	}
}
