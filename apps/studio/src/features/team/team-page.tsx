import { type Invitation, InvitationInput, type Member } from "@liveotter/contracts/promoter/organisation";
import type { Role } from "@liveotter/contracts/promoter/session";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, explain, type FieldError } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { forgetKey, keyFor } from "../../api/idempotency-key.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { actionsHeader, type Column, DataTable } from "../../ui/data-table.tsx";
import { Confirm, Dialog } from "../../ui/dialog.tsx";
import { Empty } from "../../ui/empty.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { tell } from "../../ui/toast.tsx";
import { Ago, Instant } from "../../ui/when.tsx";

const MEMBERS = ["team", "members"] as const;
const INVITATIONS = ["team", "invitations"] as const;

const ROLES: readonly { readonly value: Role; readonly label: string }[] = [
  { value: "manager", label: "Manager" },
  { value: "owner", label: "Owner" },
];
const roleOf = (text: string): Role => (text === "owner" ? "owner" : "manager");

const memberColumns: Column<Member>[] = [
  {
    id: "name",
    header: "Name",
    cell: ({ row: { original } }) => (
      <div>
        <strong>
          <bdi>{original.name}</bdi>
        </strong>
        <p className="soft small">{original.email}</p>
      </div>
    ),
  },
  { id: "role", header: "Role", cell: ({ row }) => <RoleOf member={row.original} /> },
  { id: "joined", header: "Joined", cell: ({ row }) => <Ago at={row.original.joinedAt} /> },
  { id: "actions", header: actionsHeader, cell: ({ row }) => <Remove member={row.original} /> },
];

const invitationColumns: Column<Invitation>[] = [
  { id: "email", header: "E-mail address", cell: ({ row }) => <bdi>{row.original.email}</bdi> },
  { id: "role", header: "Role", cell: ({ row }) => (row.original.role === "owner" ? "Owner" : "Manager") },
  { id: "by", header: "Invited by", cell: ({ row }) => <bdi>{row.original.invitedBy.name}</bdi> },
  { id: "until", header: "Open until", cell: ({ row }) => <Instant at={row.original.expiresAt} /> },
  { id: "actions", header: actionsHeader, cell: ({ row }) => <Withdraw invitation={row.original} /> },
];

export function TeamPage() {
  const { data: session } = useQuery(sessionQuery);
  return session?.promoter?.role === "manager" ? <OwnersOnly /> : <Team />;
}

function OwnersOnly() {
  return (
    <Page title="Team">
      <Empty title="For owners only">
        <p className="soft">Owners see the team and invite people. As a manager you run its events.</p>
      </Empty>
    </Page>
  );
}

function Team() {
  const [inviting, setInviting] = useState(false);
  const members = useQuery({ queryKey: MEMBERS, queryFn: ({ signal }) => answer(api.listMembers({ signal })) });
  const invitations = useQuery({
    queryKey: INVITATIONS,
    queryFn: ({ signal }) => answer(api.listInvitations({ signal })),
  });
  return (
    <Page
      title="Team"
      lede="Managers run events. Owners also run the organisation: settings, team and the export of all data."
      actions={<Button onClick={() => setInviting(true)}>Invite somebody</Button>}
    >
      <Loaded read={members}>
        {({ items }) => (
          <DataTable caption="Members" columns={memberColumns} rows={items} rowId={({ userId }) => userId} />
        )}
      </Loaded>
      <section className="section" aria-labelledby="invitations">
        <h2 id="invitations">Open invitations</h2>
        <Loaded read={invitations} skeleton={<Skeleton lines={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="soft">None at the moment.</p>
            ) : (
              <DataTable caption="Open invitations" columns={invitationColumns} rows={items} rowId={({ id }) => id} />
            )
          }
        </Loaded>
      </section>
      <Dialog
        open={inviting}
        onClose={() => setInviting(false)}
        title="Invite somebody"
        description="They get a mail with a link that only their address can use."
      >
        <Invite onDone={() => setInviting(false)} />
      </Dialog>
    </Page>
  );
}

function Invite({ onDone }: { readonly onDone: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("manager");
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const invite = useMutation({
    mutationFn: () => answer(api.invite({ email, role }, { key: keyFor("invitation", { email, role }) })),
    onSuccess: () => {
      forgetKey("invitation");
      void queryClient.invalidateQueries({ queryKey: INVITATIONS });
      tell(`${email} is invited.`);
      onDone();
    },
  });
  return (
    <Form
      error={invite.error}
      faults={faults}
      names={{ "/email": "E-mail address", "/role": "Role" }}
      onSubmit={() => {
        if (invite.isPending) return;
        const { faults } = check(InvitationInput, { email, role });
        setFaults(faults ?? []);
        if (faults === null) invite.mutate();
      }}
    >
      <TextField
        label="E-mail address"
        pointer="/email"
        type="email"
        autoComplete="off"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <SelectField label="Role" pointer="/role" value={role} onChange={(event) => setRole(roleOf(event.target.value))}>
        {ROLES.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <div className="actions end">
        <Button type="submit" busy={invite.isPending}>
          {invite.isPending ? "Sending…" : "Send invitation"}
        </Button>
      </div>
    </Form>
  );
}

function RoleOf({ member }: { readonly member: Member }) {
  const change = useMutation({
    mutationFn: (role: Role) => answer(api.changeMember(member.userId, { role })),
    onSuccess: (_, role) => tell(`${member.name} is ${role} now.`),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: MEMBERS });
      // It may have been one's own.
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <SelectField
      label={`Role of ${member.name}`}
      hideLabel
      value={change.isPending ? change.variables : member.role}
      disabled={change.isPending}
      error={change.error === null ? null : explain(change.error)}
      onChange={(event) => change.mutate(roleOf(event.target.value))}
    >
      {ROLES.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}

function Remove({ member }: { readonly member: Member }) {
  const [open, setOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => answer(api.removeMember(member.userId)),
    onSuccess: () => {
      setOpen(false);
      tell(`${member.name} is no longer a member.`);
      void queryClient.invalidateQueries({ queryKey: MEMBERS });
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <>
      <Button tone="plain" aria-label={`Remove ${member.name}`} onClick={() => setOpen(true)}>
        Remove
      </Button>
      <Confirm
        open={open}
        onClose={() => {
          setOpen(false);
          remove.reset();
        }}
        title={`Remove ${member.name}?`}
        description="They lose access at once. What they did stays in the audit log."
        action={remove.isPending ? "Removing…" : "Remove"}
        busy={remove.isPending}
        error={remove.error === null ? null : explain(remove.error)}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}

function Withdraw({ invitation }: { readonly invitation: Invitation }) {
  const withdraw = useMutation({
    mutationFn: () => answer(api.withdrawInvitation(invitation.id)),
    onSuccess: () => tell(`The invitation of ${invitation.email} is withdrawn.`),
    onError: (error) => tell(explain(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: INVITATIONS }),
  });
  return (
    <Button
      tone="plain"
      aria-label={`Withdraw the invitation of ${invitation.email}`}
      busy={withdraw.isPending}
      onClick={() => withdraw.mutate()}
    >
      Withdraw
    </Button>
  );
}
