/** ews-javascript-api as shipped: SyncFolderItems, then the items in batches of 100. Usage: … URL */
import {
	Appointment,
	BodyType,
	ConnectingIdType,
	ExchangeService,
	ExchangeVersion,
	FolderId,
	ImpersonatedUserId,
	PropertySet,
	BasePropertySet,
	SyncFolderItemsScope,
	Uri,
	WebCredentials,
	WellKnownFolderName,
	type ChangeCollection,
	type ItemChange,
	type ItemId,
} from 'ews-javascript-api';
import { measure, report } from '../measure';

async function run(): Promise<void> {
	const service = new ExchangeService(ExchangeVersion.Exchange2013_SP1);
	service.Credentials = new WebCredentials('svc-n8n', 'benchmark');
	service.Url = new Uri(process.argv[2]);
	service.ImpersonatedUserId = new ImpersonatedUserId(
		ConnectingIdType.SmtpAddress,
		'alice@enyoi.example',
	);
	const everything = new PropertySet(BasePropertySet.FirstClassProperties);
	everything.RequestedBodyType = BodyType.Text;
	const measurement = await measure(async () => {
		let items = 0;
		let state: string | null = null;
		for (;;) {
			const page: ChangeCollection<ItemChange> = await service.SyncFolderItems(
				new FolderId(WellKnownFolderName.Calendar),
				PropertySet.IdOnly,
				null as never,
				512,
				SyncFolderItemsScope.NormalItems,
				state as never,
			);
			const ids: ItemId[] = page.GetEnumerator().map(({ ItemId: id }) => id);
			for (let first = 0; first < ids.length; first += 100) {
				const bound = await service.BindToItems(ids.slice(first, first + 100), everything);
				for (const { Item } of bound.Responses) {
					const appointment = Item as Appointment;
					if (appointment.Subject && appointment.Start && appointment.End) items++;
				}
			}
			state = page.SyncState;
			if (!page.MoreChangesAvailable) return items;
		}
	});
	report(measurement);
	process.exit(0);
}

void run();
