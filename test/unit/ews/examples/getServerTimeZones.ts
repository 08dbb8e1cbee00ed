import type * as operations from '../../../../exchange/ews/operations/getServerTimeZones';
import { answered, type AnswersOf } from './answers';
import type { RequestsOf } from './requests';

export const getServerTimeZones: RequestsOf<typeof operations.getServerTimeZones> = {
	all: {},
	some: { ids: ['W. Europe Standard Time', 'UTC'], full: true },
};

export const answers: AnswersOf<typeof operations> = {
	getServerTimeZones: {
		names: {
			xml: answered(
				'GetServerTimeZones',
				'<m:TimeZoneDefinitions><t:TimeZoneDefinition Id="UTC" Name="(UTC) Coordinated Universal Time"/></m:TimeZoneDefinitions>',
			),
			result: [{ id: 'UTC', name: '(UTC) Coordinated Universal Time' }],
		},
	},
};
