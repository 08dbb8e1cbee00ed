import { responseError } from '../../exchangeServer/faults';
import { changedBody } from '../../exchangeServer/faults/http';
import { appointment, closeQuietly, startCalendar, type TestCalendar } from './calendar';

let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar();
});
afterEach(async () => await closeQuietly(calendar));

const properties = /<t:ExtendedProperty>.*?<\/t:ExtendedProperty>/gs;
const fault = changedBody('no extended properties', (body) => body.replace(properties, ''));

function keepNoProperties() {
	for (const operation of ['GetItem', 'FindItem']) calendar.server.faults.add({ fault, operation });
}

it('an event that the server keeps without its External ID is taken out again, and told: each run would make another one', async () => {
	keepNoProperties();
	for (let round = 0; round < 2; round++) {
		expect(await calendar.push([appointment('1'), appointment('2')])).toMatchObject([
			{ action: 'failed', externalId: '1', message: expect.stringContaining('External ID') },
			{ action: 'failed', externalId: '2' },
		]);
		expect(calendar.items()).toEqual([]);
	}
});

it('one that can not be taken out again is told as that', async () => {
	keepNoProperties();
	calendar.server.faults.add({
		fault: responseError('ErrorAccessDenied'),
		operation: 'DeleteItem',
	});
	const [{ action, message }] = await calendar.push([appointment('1')]);
	expect([action, message]).toEqual(['failed', expect.stringContaining('could not be deleted')]);
});

it('an event whose External ID only the second look shows stays', async () => {
	calendar.server.faults.add({ fault, operation: 'GetItem', count: 1 });
	expect(await calendar.push([appointment('1')])).toMatchObject([{ action: 'created' }]);
	expect(await calendar.push([appointment('1')])).toMatchObject([{ action: 'unchanged' }]);
	expect(calendar.items()).toHaveLength(1);
});
