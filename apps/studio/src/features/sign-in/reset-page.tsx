import { PasswordReset, PasswordResetRequest } from "@liveotter/contracts/promoter/accounts";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, type FieldError, fieldErrors } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Page } from "../../ui/page.tsx";
import { CheckMail } from "./check-mail.tsx";
import { mailLocale } from "./mail-locale.ts";
import { PasswordField } from "./password-field.tsx";

const route = getRouteApi("/threshold/reset");

export function ResetPage() {
  const { token } = route.useSearch();
  return token === "" ? <AskForLink /> : <ChoosePassword key={token} token={token} />;
}

function AskForLink() {
  const [email, setEmail] = useState("");
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const ask = useMutation({ mutationFn: () => answer(api.requestPasswordReset({ email, locale: mailLocale() })) });
  if (ask.isSuccess) {
    return (
      <CheckMail email={email} onBack={() => ask.reset()}>
        <p>If there is an account with this address, the link in the mail sets a new password.</p>
      </CheckMail>
    );
  }
  return (
    <Page title="Forgot your password?" lede="We will send you a link to choose a new one.">
      <Form
        error={ask.error}
        faults={faults}
        names={{ "/email": "E-mail address" }}
        onSubmit={() => {
          if (ask.isPending) return;
          const { faults } = check(PasswordResetRequest, { email });
          setFaults(faults ?? []);
          if (faults === null) ask.mutate();
        }}
      >
        <TextField
          label="E-mail address"
          pointer="/email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Button type="submit" busy={ask.isPending}>
          {ask.isPending ? "Sending…" : "Send the link"}
        </Button>
      </Form>
      <BackToSignIn />
    </Page>
  );
}

function ChoosePassword({ token }: { readonly token: string }) {
  const [password, setPassword] = useState("");
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const reset = useMutation({ mutationFn: () => answer(api.resetPassword({ token, password })) });
  if (reset.isSuccess) {
    return (
      <Page title="Password changed">
        <div className="stack">
          <p>Your new password is set, and every session was signed out.</p>
          <Link to="/sign-in" search={{}} className="button">
            Sign in
          </Link>
        </div>
      </Page>
    );
  }
  const spent = fieldErrors(reset.error).some(({ pointer }) => pointer === "/token");
  if (spent) {
    return (
      <Page title="This link does not work any more">
        <div className="stack">
          <p>It is used, too old, or cut off.</p>
          <Link to="/reset" search={{ token: "" }} className="button">
            Get a new link
          </Link>
        </div>
      </Page>
    );
  }
  return (
    <Page title="Choose a new password" lede="All your sessions will be signed out.">
      <Form
        error={reset.error}
        faults={faults}
        names={{ "/password": "New password" }}
        onSubmit={() => {
          if (reset.isPending) return;
          const { faults } = check(PasswordReset, { token, password });
          setFaults((faults ?? []).filter(({ pointer }) => pointer !== "/token"));
          if (faults === null || faults.every(({ pointer }) => pointer === "/token")) reset.mutate();
        }}
      >
        <PasswordField
          label="New password"
          help="At least 10 characters. A few words in a row are easy to remember and hard to guess."
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
        <Button type="submit" busy={reset.isPending}>
          {reset.isPending ? "Saving…" : "Set the password"}
        </Button>
      </Form>
      <BackToSignIn />
    </Page>
  );
}

function BackToSignIn() {
  return (
    <ul role="list" className="ways">
      <li>
        <Link to="/sign-in" search={{}}>
          Back to sign in
        </Link>
      </li>
    </ul>
  );
}
