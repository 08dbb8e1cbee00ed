import { ExchangeError } from '../../errors';

type PositionRefusal =
	| 'notAPosition'
	| 'damaged'
	| 'otherMailbox'
	| 'otherCalendar'
	| 'otherWindow'
	| 'otherExpand';

/** The given position cannot be continued here. Nothing was sent or written. */
export class PositionRefused extends ExchangeError {
	constructor(
		readonly reason: PositionRefusal,
		message: string,
		remedy = 'Pass the position that the last run with these very settings returned, or pass none to start over with a full sync.',
	) {
		super('position', message, {
			field: 'position',
			remedy,
			remedyBy: 'you',
		});
	}
}
